using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Questions whose answers are lost.</summary>
public sealed class RepeatedCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider time = new();

    public static TheoryData<Exception> Losses => new(
        new OrleansException("gone"),
        new TimeoutException(),
        new OperationCanceledException(),
        new RefusedException(RefusalReason.Unavailable, "No database."),
        new RefusedException(RefusalReason.Busy, "Full."));

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Answer_ThatIsLost_IsAskedForAgain(Exception loss)
    {
        var asked = 0;

        // Far longer than the pauses: the clock may be ahead of the test.
        var answering = RepeatedCall.AskAsync(
            () => ++asked < 4 ? throw loss : Task.FromResult("there"), TimeSpan.FromHours(1), time, CancellationToken.None);

        await AdvanceAsync(answering);

        Assert.Equal("there", await answering);
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task Answer_ThatIsLostForLongerThanIsWaited_IsTheLastLoss()
    {
        var asked = 0;
        var answering = AskAsync(() => throw new TimeoutException($"{++asked}"));

        await AdvanceAsync(answering);

        Assert.Equal($"{asked}", (await Assert.ThrowsAsync<TimeoutException>(() => answering)).Message);

        // After pauses of 0.1, 0.2, 0.4, 0.8, 1.6 and then 2 seconds; fewer where the clock is ahead of the test.
        Assert.InRange(asked, 2, 9);
    }

    [Theory]
    [InlineData(RefusalReason.NotFound)]
    [InlineData(RefusalReason.Invalid)]
    [InlineData(RefusalReason.Conflict)]
    public async Task Refusal_ThatIsAnAnswer_IsNotAskedAbout(RefusalReason reason)
    {
        var asked = 0;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => AskAsync(() =>
        {
            asked++;
            throw new RefusedException(reason, "No.");
        }));

        Assert.Equal((1, reason), (asked, refused.Reason));
    }

    [Fact]
    public async Task Caller_WhoGivesUp_IsNotAskedFor()
    {
        using var leaving = new CancellationTokenSource();
        var asked = 0;
        var answering = AskAsync(
            () =>
            {
                asked++;
                throw new TimeoutException();
            },
            leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        Assert.Equal(1, asked);
    }

    private Task<string> AskAsync(Func<Task<string>> ask, CancellationToken cancellationToken = default) =>
        RepeatedCall.AskAsync(ask, Patience, time, cancellationToken);

    /// <summary>Lets the clock go on until there is an answer.</summary>
    private async Task AdvanceAsync(Task answering)
    {
        while (!answering.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }
}
