using System.Text;
using System.Text.Json;
using InfernoOrleans.Cli;
using InfernoOrleans.Cli.Compute;

namespace InfernoOrleans.Tests.Cli;

public sealed class TaskFileTests
{
    [Theory]
    [InlineData("{\"data\":[1]}", false)]
    [InlineData("\n  {\"data\":[1]}\n\n", false)]
    [InlineData("{\n  \"data\":\n  [1]\n}\n", false)]
    [InlineData("{\"tasks\":[{\"data\":[1]}]}", true)]
    [InlineData("{\n\"tasks\":[]\n}", true)]
    public void Read_OfADocument_IsOneRequestAsItIs(string text, bool isBatch)
    {
        var request = Assert.Single(TaskFile.Read(new StringReader(text)));

        Assert.Equal((isBatch, null), (request.IsBatch, request.Lines));
        AssertJson.Equal(text, Encoding.UTF8.GetString(request.Json));
    }

    [Fact]
    public void Read_OfLines_IsABatch()
    {
        var request = Assert.Single(TaskFile.Read(new StringReader("\n{\"name\":\"é\"}\r\n\r\n{\"data\":[2]}")));

        Assert.Equal((true, "lines 2 to 4"), (request.IsBatch, request.Lines));
        AssertJson.Equal("""{"tasks":[{"name":"é"},{"data":[2]}]}""", Encoding.UTF8.GetString(request.Json));
    }

    [Theory]
    [InlineData(1000, "lines 1 to 1000")]
    [InlineData(1001, "lines 1 to 1000", "line 1001")]
    [InlineData(2500, "lines 1 to 1000", "lines 1001 to 2000", "lines 2001 to 2500")]
    public void Read_OfManyLines_IsBatchesOfAThousandThatLeaveNoneOut(int lines, params string[] batches)
    {
        var text = string.Join('\n', Enumerable.Range(0, lines).Select(number => $$"""{"data":[{{number}}]}"""));

        var requests = TaskFile.Read(new StringReader(text)).ToArray();

        Assert.Equal(batches, requests.Select(request => request.Lines));
        Assert.Equal(Enumerable.Range(0, lines), requests.SelectMany(request => NumbersOf(request.Json)));
    }

    [Fact]
    public void Read_OfLongLines_KeepsRequestsShort()
    {
        var line = $$"""{"data":[{{string.Join(',', Enumerable.Repeat("1", 1 << 20))}}]}""";

        var requests = TaskFile.Read(new StringReader(string.Join('\n', line, line, line))).ToArray();

        Assert.Equal(["line 1", "line 2", "line 3"], requests.Select(request => request.Lines));
    }

    [Theory]
    [InlineData("", "there is no task in it")]
    [InlineData("\n \n", "there is no task in it")]
    [InlineData("[1,2]", "it is no JSON object")]
    [InlineData("{\"data\":\n[1}", "line 2 is not JSON")]
    [InlineData("\n\n{data}", "line 3 is not JSON")]
    [InlineData("{}\n\n{data}", "line 3 is not JSON")]
    [InlineData("5\n{}", "line 1 is no JSON object")]
    [InlineData("{}\n[]", "line 2 is no JSON object")]
    public void Read_OfSomethingElse_SaysWhere(string text, string reason)
    {
        var failure = Assert.Throws<CommandFailedException>(() => TaskFile.Read(new StringReader(text)).ToArray());

        Assert.Equal((ExitCodes.Usage, $"The tasks cannot be read: {reason}."), (failure.ExitCode, failure.Message));
    }

    private static int[] NumbersOf(byte[] batch)
    {
        using var document = JsonDocument.Parse(batch);
        return [.. document.RootElement.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("data")[0].GetInt32())];
    }
}
