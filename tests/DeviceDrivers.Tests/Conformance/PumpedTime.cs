using Tongtang.Harness;

namespace Tongtang.DeviceDrivers.Tests.Conformance;

/// <summary>
/// Virtual time that goes on by itself, 25 milliseconds at a step, about twenty times as fast as a clock. A machine that is
/// busy slows it down with everything else, so that no deadline passes only because the machine is slow.
/// </summary>
internal sealed class PumpedTime : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _pumping;

    public PumpedTime() => _pumping = PumpAsync();

    public TimeProvider Time => _time;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _pumping;
        _ending.Dispose();
    }

    private async Task PumpAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            _time.Advance(TimeSpan.FromMilliseconds(25));
        }
    }
}
