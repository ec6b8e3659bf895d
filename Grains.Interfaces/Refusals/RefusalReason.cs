namespace InfernoOrleans.Grains.Interfaces.Refusals;

/// <summary>Why a request was refused. The gateway turns each into an HTTP status.</summary>
public enum RefusalReason
{
    /// <summary>A field has a value that can never be accepted (400).</summary>
    Invalid = 0,

    /// <summary>Nothing has that id or name (404).</summary>
    NotFound = 1,

    /// <summary>The state of things does not allow it now (409).</summary>
    Conflict = 2,

    /// <summary>There is no room: memory, or a bounded table (409).</summary>
    NoRoom = 3,

    /// <summary>A model file that cannot be used (422).</summary>
    Unusable = 4,

    /// <summary>A queue is full; trying again later may succeed (503 with Retry-After).</summary>
    Busy = 5,

    /// <summary>
    /// A replica was addressed through a route that is no longer true. Callers fetch the route again and retry once; a
    /// client sees it, as a 503, only where the second route is outdated as well.
    /// </summary>
    Stale = 6,

    /// <summary>Something that the answer needs cannot be had at the moment (503 with Retry-After).</summary>
    Unavailable = 7,

    /// <summary>The time that the caller gave is up; the work was dropped (504).</summary>
    DeadlineExceeded = 8,

    /// <summary>The sender may not do this (403).</summary>
    Forbidden = 9,

    /// <summary>A body that is larger than what takes it (413).</summary>
    TooLarge = 10,

    /// <summary>Who sent it is not known (401).</summary>
    Unauthenticated = 11,

    /// <summary>The sender sends too much (429 with Retry-After).</summary>
    TooManyRequests = 12,
}
