namespace InfernoOrleans.Benchmarks;

/// <summary>What a comparison may be told on the command line.</summary>
/// <param name="Quick">Fewer cases and rounds.</param>
/// <param name="File">Where results go as JSON; null for nowhere.</param>
/// <param name="Only">Only cases whose name holds one of these; all when empty.</param>
/// <param name="Threads">With how many threads to run each case.</param>
internal sealed record ScenarioOptions(bool Quick, string? File, string[] Only, int[] Threads)
{
    /// <summary>Reads the options; null when one isn't known or lacks its value.</summary>
    public static ScenarioOptions? Parse(string[] arguments)
    {
        ScenarioOptions options = new(Quick: false, File: null, Only: [], Threads: [1, 2]);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    break;
                case "--json" when i + 1 < arguments.Length:
                    options = options with { File = arguments[++i] };
                    break;
                case "--only" when i + 1 < arguments.Length:
                    options = options with { Only = arguments[++i].Split(',') };
                    break;
                case "--threads" when i + 1 < arguments.Length:
                    var threads = arguments[++i].Split(',').Select(t => int.TryParse(t, out var count) ? count : 0).ToArray();
                    if (threads.Any(count => count is < 1 or > 1024))
                    {
                        return null;
                    }

                    options = options with { Threads = threads };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }

    public bool Takes(string name) => Only.Length == 0 || Only.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
