namespace InfernoOrleans.Cli.Demo;

/// <summary>What to try after the demo, ready to be pasted.</summary>
internal static class NextSteps
{
    /// <param name="sample">The sample that the demo used.</param>
    /// <param name="running">The server that the demo used, if it still runs.</param>
    public static string Describe(DigitsSample sample, Uri? running)
    {
        var inferno = Quoted(Environment.GetEnvironmentVariable("INFERNO_COMMAND") is { Length: > 0 } command ? command : "./inferno");
        var url = (running?.AbsoluteUri ?? "http://localhost:8080/").TrimEnd('/');
        var option = running is null ? "" : $" --url {url}";
        var start = running is null ? $"  {inferno} up        # a node that stays; the rest in another terminal\n" : "";
        return $$"""
            What to try next:
            {{start}}  {{inferno}} models import {{Quoted(ModelPath(sample))}} --name digits{{option}}
              {{inferno}} deploy digits --model digits{{option}}
              {{inferno}} execute digits --data {{string.Join(',', sample.Rows[0].Pixels)}}{{option}}
              curl {{url}}/inferno/deployments
              Dashboard  {{url}}/dashboard/
              Reference  {{url}}/reference
            """;
    }

    /// <summary>The path as it is in the repository where that is the current folder, else the copy beside this program.</summary>
    private static string ModelPath(DigitsSample sample)
    {
        var near = Path.Combine("samples", "digits", Path.GetFileName(sample.ModelPath));
        return File.Exists(near) ? near : sample.ModelPath;
    }

    /// <summary>As a shell takes it for one word.</summary>
    private static string Quoted(string path) =>
        path.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_') ? path : $"'{path.Replace("'", @"'\''")}'";
}
