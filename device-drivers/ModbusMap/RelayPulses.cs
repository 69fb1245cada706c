using System.Collections.Concurrent;

namespace Tongtang.DeviceDrivers.ModbusMap;

/// <summary>
/// Relays that are on for a moment. The device is polled and obeys meanwhile; whatever happens, a pulse ends: with its driver,
/// else with the next one of the same device.
/// </summary>
/// <param name="switchOff">Switches a channel off.</param>
internal sealed class RelayPulses(DriverContext context, Func<int, Task<CommandResult>> switchOff) : IAsyncDisposable
{
    private const string Mark = "pulse_";
    private readonly ConcurrentDictionary<int, Pulse> _running = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends, with a <see cref="DeviceException"/>, when a relay could not be switched off.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Ends what an earlier connection has left on.</summary>
    public async Task EndLeftAsync()
    {
        foreach (var mark in context.Memory.Keys.Where(key => key.StartsWith(Mark, StringComparison.Ordinal))) await EndAsync(int.Parse(mark[Mark.Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A new command for a channel takes the place of the end of its pulse.</summary>
    public async Task ForgetAsync(int channel)
    {
        if (!_running.TryRemove(channel, out var pulse)) return;
        await pulse.Cut.CancelAsync();
        await pulse.Ending;
        pulse.Cut.Dispose();
        context.Memory.TryRemove(MarkOf(channel), out _);
    }

    /// <summary>Notes that a channel is about to be switched on, before it is.</summary>
    public void Note(int channel) => context.Memory[MarkOf(channel)] = "on";

    /// <summary>Has the channel switched off after so long.</summary>
    public void Begin(int channel, TimeSpan length)
    {
        var cut = new CancellationTokenSource();
        _running[channel] = new Pulse(cut, EndLaterAsync(channel, length, cut.Token));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pulse in _running.Values)
        {
            await pulse.Cut.CancelAsync();
            await pulse.Ending;
            pulse.Cut.Dispose();
        }

        try
        {
            await EndLeftAsync();
        }
        catch (DeviceException)
        {
            // The line is broken; the next connection ends it.
        }
    }

    private async Task EndLaterAsync(int channel, TimeSpan length, CancellationToken cut)
    {
        try
        {
            await Task.Delay(length, context.Time, cut);
            await EndAsync(channel);
        }
        catch (OperationCanceledException)
        {
            // Whoever cut it sees to the relay.
        }
        catch (DeviceException error)
        {
            _failed.TrySetException(error);
        }
    }

    private async Task EndAsync(int channel)
    {
        var result = await switchOff(channel);
        if (result.Outcome != CommandOutcome.Done) throw new DeviceException(DeviceProblems.Unexpected, $"the pulse of relay {channel} does not end: {result.Message}");
        context.Memory.TryRemove(MarkOf(channel), out _);
    }

    private static string MarkOf(int channel) => $"{Mark}{channel}";

    private sealed record Pulse(CancellationTokenSource Cut, Task Ending);
}
