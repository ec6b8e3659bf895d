using System.Threading.Channels;

namespace InfernoOrleans.Tests.Storage.State;

/// <summary>A grain that keeps a text and can be reminded.</summary>
[Alias("tests.kept")]
internal interface IKeptGrain : IGrainWithStringKey
{
    [Alias("read")]
    Task<string?> ReadAsync();

    [Alias("write")]
    Task WriteAsync(string? text);

    [Alias("clear")]
    Task ClearAsync();

    [Alias("remind")]
    Task RemindAsync(string reminder);

    [Alias("forget")]
    Task ForgetAsync(string reminder);

    /// <summary>Its state is read anew by the next call.</summary>
    [Alias("leave")]
    Task LeaveAsync();
}

/// <summary>What it keeps.</summary>
internal sealed record KeptState
{
    public string? Text { get; set; }
}

[GrainType("tests-kept")]
internal sealed class KeptGrain([PersistentState("tests-kept")] IPersistentState<KeptState> state, Reminded reminded)
    : Grain, IKeptGrain, IRemindable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public Task<string?> ReadAsync() => Task.FromResult(state.State.Text);

    public Task WriteAsync(string? text)
    {
        state.State.Text = text;
        return state.WriteStateAsync();
    }

    public Task ClearAsync() => state.ClearStateAsync();

    public Task RemindAsync(string reminder) => this.RegisterOrUpdateReminder(reminder, TimeSpan.Zero, Period);

    public async Task ForgetAsync(string reminder) => await this.UnregisterReminder((await this.GetReminder(reminder))!);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status) =>
        await reminded.Reminders.Writer.WriteAsync($"{this.GetPrimaryKeyString()} {reminderName} {state.State.Text}");
}

/// <summary>The reminders that grains of a silo were given.</summary>
internal sealed class Reminded
{
    public Channel<string> Reminders { get; } = Channel.CreateUnbounded<string>();
}
