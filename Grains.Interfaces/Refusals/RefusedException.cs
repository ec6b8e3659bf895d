namespace InfernoOrleans.Grains.Interfaces.Refusals;

/// <summary>
/// The one exception with which a grain says no. What was refused has changed nothing. Its message is one sentence meant for the
/// person who sent the request: it never holds a path or a stack trace.
/// </summary>
[GenerateSerializer, Alias("inferno.refused")]
public sealed class RefusedException : Exception
{
    /// <summary>Creates a refusal.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">One sentence that names the value at fault and the remedy.</param>
    /// <param name="field">The field of the request that is at fault, where one is.</param>
    public RefusedException(RefusalReason reason, string message, string? field = null)
        : base(message)
    {
        Reason = reason;
        Field = field;
    }

    /// <summary>Creates a refusal with what caused it, for the log.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">One sentence that names the value at fault and the remedy.</param>
    /// <param name="cause">
    /// The error behind it; clients do not see it. Only its text is kept: the types of databases and disks cannot cross silos.
    /// </param>
    public RefusedException(RefusalReason reason, string message, Exception cause)
        : base(message, new InvalidOperationException($"{cause.GetType().Name}: {cause.Message}")) => Reason = reason;

    /// <summary>Why the request was refused.</summary>
    [Id(0)]
    public RefusalReason Reason { get; private set; }

    /// <summary>The field of the request that is at fault (<c>hiddenSizes[1]</c>), or null.</summary>
    [Id(1)]
    public string? Field { get; private set; }

    /// <summary>A field whose value can never be accepted.</summary>
    public static RefusedException Invalid(string field, string message) => new(RefusalReason.Invalid, message, field);

    /// <summary>An id or a name that nothing has.</summary>
    public static RefusedException NotFound(string message) => new(RefusalReason.NotFound, message);
}
