using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using InfernoOrleans.Tests.Nodes;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Results of tasks as files.</summary>
[Collection(ComputingTests.Name)]
public sealed class ComputeResultTests(SharedNode node)
{
    private HttpClient Client => node.Client;

    [Fact]
    public async Task Result_OfAMatrixProduct_IsAnNpyFileOfItsShape()
    {
        var id = await Client.SubmitAsync(
            """ "taskType":"tensor","operation":"matmul","tensors":[{"shape":[2,1],"data":[1,2]},{"shape":[1,3],"data":[3,4,5.5]}] """);
        await Client.EndAsync(id);

        using var answer = await Client.GetAsync($"/inferno/compute/tasks/{id}/result");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal($"attachment; filename={id}.npy", answer.Content.Headers.ContentDisposition?.ToString());
        var (header, numbers) = Parse(await answer.Content.ReadAsByteArrayAsync());
        Assert.Contains("'descr': '<f4'", header, StringComparison.Ordinal);
        Assert.Contains("'fortran_order': False", header, StringComparison.Ordinal);
        Assert.Contains("'shape': (2, 3)", header, StringComparison.Ordinal);
        Assert.Equal([3, 4, 5.5f, 6, 8, 11], numbers);
    }

    /// <summary>Longer than a row of the table takes, and than one part of the file.</summary>
    [Fact]
    public async Task Result_ThatIsAnArtifact_IsReadInParts()
    {
        const int Count = 600_000;
        var data = string.Join(',', Enumerable.Range(0, Count).Select(i => (-i).ToString(CultureInfo.InvariantCulture)));
        var id = await Client.SubmitAsync($$""" "taskType":"data","operations":["abs"],"data":[{{data}}] """);

        var ended = await Client.EndAsync(id);
        Assert.True(ended["success"]!.GetValue<bool>(), ended.ToJsonString());
        Assert.Null(ended["resultData"]);
        Assert.Equal($"[{Count}]", ended["output"]!["shape"]!.ToJsonString());

        var file = await Client.GetByteArrayAsync($"/inferno/compute/tasks/{id}/result");
        Assert.Equal(ended["output"]!.Text("artifact"), Convert.ToHexStringLower(SHA256.HashData(file)));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => (float)i), Parse(file).Numbers);
    }

    [Fact]
    public async Task Result_OfATaskThatHasNone_IsAConflict()
    {
        var id = await Client.SubmitAsync($""" "taskType":"data","data":[1],{ComputeRequests.OnlyOn("nowhere")} """);
        await Client.GetAsync($"/inferno/compute/tasks/{id}/result").ProblemAsync(409);

        await Client.DeleteAsync($"/inferno/compute/tasks/{id}").TextAsync();
        await Client.GetAsync($"/inferno/compute/tasks/{id}/result").ProblemAsync(409);
    }

    /// <summary>A number so large that doubling it overflows.</summary>
    [Fact]
    public async Task Task_WhoseResultIsNotFinite_FailsAndSaysWhere()
    {
        var ended = await Client.EndAsync(await Client.SubmitAsync(""" "taskType":"data","data":[1,3e38] """));

        Assert.Equal("Failed", ended.Text("status"));
        Assert.Equal(new JsonArray(false, null).ToJsonString(), new JsonArray(ended["success"]!.DeepClone(), ended["resultData"]?.DeepClone()).ToJsonString());
        Assert.Contains("[1]", ended.Text("error"), StringComparison.Ordinal);
    }

    private static (string Header, float[] Numbers) Parse(byte[] file)
    {
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], file[..8]);
        var length = BitConverter.ToUInt16(file, 8);
        Assert.Equal(0, (10 + length) % 64);
        return (Encoding.ASCII.GetString(file, 10, length), MemoryMarshal.Cast<byte, float>(file.AsSpan(10 + length)).ToArray());
    }
}
