using InfernoOrleans.Gateway.Api.CivicAngel;
using InfernoOrleans.Gateway.Api.Http;
using InfernoOrleans.Grains.Interfaces.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace InfernoOrleans.Tests.Gateway;

/// <summary>Questions to the agents whose answers are lost.</summary>
public sealed class AngelCallTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(50);

    private readonly FakeTimeProvider time = new();
    private readonly DefaultHttpContext context = new();
    private readonly CancellationTokenSource hangUp = new();
    private Deadline deadline;

    public AngelCallTests()
    {
        context.RequestAborted = hangUp.Token;
        deadline = Deadline.Begin(context, Timeout);
    }

    public void Dispose()
    {
        deadline.Dispose();
        hangUp.Dispose();
    }

    [Fact]
    public async Task Answer_ThatIsLost_IsAskedForAgainWithTheTimeThatIsLeft()
    {
        var given = new List<TimeSpan>();
        var answer = await AskAsync(left =>
        {
            given.Add(left);
            return given.Count < 4 ? throw new OrleansException("gone") : Task.FromResult("there");
        });

        Assert.Equal("there", answer);
        Assert.Equal(4, given.Count);
        Assert.Equal(Timeout, given[0]);
        Assert.Equal(given.OrderDescending(), given);
        Assert.True(given[^1] < given[0]);
    }

    [Fact]
    public async Task Agents_ThatAreLostUntilTheDeadline_AreUnavailable()
    {
        foreach (var loss in new Exception[] { new OrleansException("gone"), new TimeoutException(), new OperationCanceledException() })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => AskAsync(_ => throw loss));

            Assert.Equal(RefusalReason.Unavailable, refused.Reason);
            Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Agents_ThatSayWhyTheyAreUnavailable_AreQuoted()
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(
            () => AskAsync(_ => throw new RefusedException(RefusalReason.Busy, "Too many wait.")));

        Assert.Equal((RefusalReason.Unavailable, "Too many wait."), (refused.Reason, refused.Message));
    }

    [Fact]
    public async Task Deadline_ThatPassesAfterALoss_IsNotWhatTheCallerIsTold()
    {
        Begin(TimeSpan.FromMilliseconds(300));
        var asked = 0;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => AngelCall.AskAsync(
            context,
            (_, _) => ++asked == 1 ? throw new OrleansException("gone") : NeverAsync(),
            beside: false,
            TimeProvider.System,
            context.RequestAborted));

        Assert.Equal((RefusalReason.Unavailable, 2), (refused.Reason, asked));
    }

    [Fact]
    public async Task Deadline_ThatPassesWithoutALoss_CancelsTheCall()
    {
        Begin(TimeSpan.FromMilliseconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AngelCall.AskAsync(context, (_, _) => NeverAsync(), beside: true, TimeProvider.System, context.RequestAborted));
    }

    [Fact]
    public async Task Caller_WhoHangsUp_CancelsTheCall()
    {
        var asked = 0;
        var asking = AngelCall.AskAsync(
            context,
            (_, _) => ++asked == 1 ? throw new OrleansException("gone") : NeverAsync(),
            beside: true,
            TimeProvider.System,
            context.RequestAborted);
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Conflict_WithTheCallWhoseAnswerWasLost_IsAskedAboutOnceMore()
    {
        var answers = new Queue<Func<Task<string>>>(
        [
            () => throw new OrleansException("gone"),
            () => throw new RefusedException(RefusalReason.Conflict, "Being carried out."),
            () => Task.FromResult("there"),
        ]);

        Assert.Equal("there", await AskAsync(_ => answers.Dequeue()()));
    }

    [Fact]
    public async Task Answer_ThatDoesNotCome_IsAskedForBesideAndTheFirstCounts()
    {
        var lost = new TaskCompletionSource<string>();
        var asked = 0;
        Assert.Equal("there", await AskAsync(_ => ++asked == 1 ? lost.Task : Task.FromResult("there")));
        Assert.Equal(2, asked);

        // One that is only slow answers, though the one beside it finds it in its way.
        var slow = new TaskCompletionSource<string>();
        asked = 0;
        Assert.Equal("at last", await AskAsync(_ =>
        {
            switch (++asked)
            {
                case 1:
                    return slow.Task;
                case 2:
                    slow.SetResult("at last");
                    throw new RefusedException(RefusalReason.Conflict, "Being carried out.");
                default:
                    throw new InvalidOperationException("It was asked too often.");
            }
        }));
    }

    [Fact]
    public async Task Answer_ThatDoesNotCome_IsAskedForByTwoAtOneTimeAtMost()
    {
        var asked = 0;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => AskAsync(left => ++asked < 3
            ? LateAsync(left)
            : throw new InvalidOperationException("It was asked too often.")));

        Assert.Equal((2, RefusalReason.DeadlineExceeded), (asked, refused.Reason));
    }

    [Fact]
    public async Task Answer_ThatComesFirst_CancelsTheOthers()
    {
        var tokens = new List<CancellationToken>();
        Assert.Equal("there", await AskAsync(
            (_, outdone) =>
            {
                tokens.Add(outdone);
                return tokens.Count == 1 ? new TaskCompletionSource<string>().Task : Task.FromResult("there");
            },
            beside: true));

        Assert.Equal(2, tokens.Count);
        Assert.All(tokens, token => Assert.True(token.IsCancellationRequested));
        Assert.False(context.RequestAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Answer_ThatDoesNotComeOfWhatMustNotRunTwice_IsAskedForOnceUntilItIsLost()
    {
        var asked = 0;
        var late = new OrleansException("gone");
        Assert.Equal("there", await AskAsync(
            async (left, _) =>
            {
                if (++asked > 1)
                {
                    return "there";
                }

                await Task.Delay(left * 0.9, time, CancellationToken.None);
                return asked == 1 ? throw late : "It was asked beside it.";
            },
            beside: false));

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Copy_ThatIsLostWhileAnotherIsAsked_IsAskedAgainBesideIt()
    {
        var lost = new TaskCompletionSource<string>();
        var asked = 0;
        Assert.Equal("there", await AskAsync(_ => ++asked switch { 1 => lost.Task, 2 => LoseAndWait(), _ => Task.FromResult("there") }));
        Assert.Equal(3, asked);

        Task<string> LoseAndWait()
        {
            lost.SetException(new OrleansException("gone"));
            return new TaskCompletionSource<string>().Task;
        }
    }

    [Fact]
    public async Task Conflict_WithACopyWhoseAnswerWasLost_IsAskedAboutOnceMore()
    {
        var lost = new TaskCompletionSource<string>();
        var asked = 0;
        Assert.Equal("there", await AskAsync(_ => ++asked switch { 1 => lost.Task, 2 => LoseAndConflict(), _ => Task.FromResult("there") }));
        Assert.Equal(3, asked);

        Task<string> LoseAndConflict()
        {
            lost.SetException(new OrleansException("gone"));
            throw new RefusedException(RefusalReason.Conflict, "Being carried out.");
        }
    }

    [Fact]
    public async Task Conflict_OfEveryCopy_IsTheAnswer()
    {
        var asked = 0;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => AskAsync(_ =>
            ++asked == 1 ? throw new OrleansException("gone") : throw new RefusedException(RefusalReason.Conflict, "Used for another request.")));

        Assert.Equal((3, RefusalReason.Conflict), (asked, refused.Reason));
    }

    [Theory]
    [InlineData(RefusalReason.Conflict)]
    [InlineData(RefusalReason.Invalid)]
    [InlineData(RefusalReason.NotFound)]
    [InlineData(RefusalReason.DeadlineExceeded)]
    public async Task Refusal_ThatIsAnAnswer_IsNotAskedAbout(RefusalReason reason)
    {
        var asked = 0;
        var refused = await Assert.ThrowsAsync<RefusedException>(() => AskAsync(_ =>
        {
            asked++;
            throw new RefusedException(reason, "No.");
        }));

        Assert.Equal((1, reason), (asked, refused.Reason));
    }

    private void Begin(TimeSpan timeout)
    {
        deadline.Dispose();
        context.RequestAborted = hangUp.Token;
        deadline = Deadline.Begin(context, timeout);
    }

    private Task<string> AskAsync(Func<TimeSpan, Task<string>> ask) => AskAsync((left, _) => ask(left), beside: true);

    /// <summary>Asks, while the clock goes on: in turn with what is asked, so that it does not run away from it.</summary>
    private Task<string> AskAsync(Func<TimeSpan, CancellationToken, Task<string>> ask, bool beside)
    {
        return Task.Factory.StartNew(
            AskInTurnAsync, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

        async Task<string> AskInTurnAsync()
        {
            var asking = AngelCall.AskAsync(context, ask, beside, time, context.RequestAborted);
            while (!asking.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
                await Task.Yield();
            }

            return await asking;
        }
    }

    /// <summary>Refuses when the time is up, as silos do.</summary>
    private async Task<string> LateAsync(TimeSpan left)
    {
        await Task.Delay(left - TimeSpan.FromSeconds(1), time);
        throw new RefusedException(RefusalReason.DeadlineExceeded, "Late.");
    }

    private async Task<string> NeverAsync()
    {
        await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        return string.Empty;
    }
}
