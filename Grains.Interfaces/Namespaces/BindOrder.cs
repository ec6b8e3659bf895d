namespace InfernoOrleans.Grains.Interfaces.Namespaces;

/// <summary>Where what is bound goes in the union of its target, as the flags of Plan 9's <c>bind</c>.</summary>
public enum BindOrder
{
    /// <summary>In place of all that was there (MREPL).</summary>
    Replace = 0,

    /// <summary>Before it: its names are found first (MBEFORE).</summary>
    Before = 1,

    /// <summary>After it: its names are found last (MAFTER).</summary>
    After = 2,
}
