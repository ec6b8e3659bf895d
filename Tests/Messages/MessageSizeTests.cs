using InfernoOrleans.Grains.Interfaces.CivicAngel;
using InfernoOrleans.Grains.Interfaces.Compute;
using InfernoOrleans.Grains.Interfaces.Deployments;
using InfernoOrleans.Grains.Interfaces.Inference;
using InfernoOrleans.Grains.Interfaces.Namespaces;
using InfernoOrleans.Grains.Messages;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace InfernoOrleans.Tests.Messages;

/// <summary>What we take a value for beside what Orleans writes of it.</summary>
public sealed class MessageSizeTests
{
    private static readonly byte[] large = new byte[2_000_000];

    public static TheoryData<string, object> Values() => new()
    {
        { "bytes", large },
        { "text", new string('x', 1_000_000) },
        { "text of many bytes", new string('水', 500_000) },
        { "numbers", Enumerable.Range(0, 200_000).Select(i => i * 1e300).ToArray() },
        { "a list of numbers", Enumerable.Range(0, 200_000).Select(i => long.MaxValue - i).ToList() },
        { "a list of texts", Enumerable.Range(0, 50_000).Select(i => $"text {i}").ToList() },
        { "texts by name", Enumerable.Range(0, 20_000).ToDictionary(i => $"name {i}", i => $"value {i}") },
        { "a request", new InferenceRequest(large, TimeSpan.FromSeconds(1), 7) },
        { "an answer", new InferenceAnswer(large, 3) },
        { "tasks", Enumerable.Range(0, 500).Select(i => new TaskTensor([i, 2], new byte[4_000])).ToList() },
        { "work", new TaskWork("data", Data: large) },
        { "an input", new ActivationInput("d", null, null, null, null, 0, large) },
        { "a file", new FileContent(large, "text/plain") },
        { "a network", new NetworkSpec("mlp", 8, [.. Enumerable.Range(0, 50_000)], 3, null, null, null, 1) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Of_LargeValue_IsNoLessThanWhatOrleansWritesAndNotFarFromIt(string what, object value)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var written = services.GetRequiredService<Serializer>().SerializeToArray(value).LongLength;

        Assert.True(MessageSize.Of(value) >= written, $"{what}: {MessageSize.Of(value)} of {written}");
        Assert.True(MessageSize.Of(value) <= written * 12, $"{what}: {MessageSize.Of(value)} of {written}");
    }

    [Fact]
    public void Of_NothingAndSmallThings_IsSmall()
    {
        Assert.InRange(MessageSize.Of(null), 1, 300);
        Assert.InRange(MessageSize.Of(CancellationToken.None), 1, 300);
        Assert.InRange(MessageSize.Of(new TaskId(3)), 1, 300);
        Assert.InRange(MessageSize.Of(TimeProvider.System), 1, 300);
        Assert.InRange(MessageSize.Of((1, "two", (string?)null)), 1, 300);
    }
}
