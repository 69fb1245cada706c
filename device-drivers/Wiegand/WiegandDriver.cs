using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Gpio;

namespace Tongtang.DeviceDrivers.Wiegand;

/// <summary>
/// A Wiegand reader on two GPIO lines: a low pulse on D0 is a nought, one on D1 a one, silence ends the card. The kernel stamps
/// each pulse, so that a busy machine reads late but not wrong; lost pulses show in count and parity.
/// </summary>
[Driver("wiegand")]
internal sealed class WiegandDriver(DriverContext context) : IDriver
{
    // Bits come every 1 to 3 ms; between the kernel's stamps 50 ms are an end.
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(50);

    // A busy machine hears late: before it takes silence for an end it waits longer, but not so long that people notice.
    private static readonly TimeSpan s_lateness = TimeSpan.FromMilliseconds(250);
    private readonly CardRepeats _repeats = new(context.Time, TimeSpan.FromSeconds(context.Settings.Number("awaySeconds")));
    private readonly Lock _gate = new();
    private readonly List<bool> _bits = [];
    private ulong _lastPulse;
    private ITimer? _silent;
    private FramedLink? _link;

    public Task Ended => _link!.Ended;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _silent = context.Time.CreateTimer(_ => End(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var lines = new GpioLines { Names = [context.Settings.Text("data0"), context.Settings.Text("data1")], ActiveLow = true };
        _link = new FramedLink(context.Connections.OpenGpio(context.Connection, lines, context.Trace), GpioEdge.Frames, context.Time, Hear, maxFrameBytes: 64);
        return Task.CompletedTask;
    }

    public Task PollAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public async ValueTask DisposeAsync()
    {
        if (_silent is not null) await _silent.DisposeAsync();
        if (_link is not null) await _link.DisposeAsync();
    }

    private bool Hear(byte[] frame)
    {
        var edge = GpioEdge.Read(frame);
        if (!edge.Rising || edge.Line > 1) return true;
        lock (_gate)
        {
            // By the kernel's stamps, since several may come at once.
            if (_bits.Count > 0 && edge.Nanoseconds - _lastPulse > s_silence.TotalNanoseconds) Tell();
            _lastPulse = edge.Nanoseconds;
            if (_bits.Count < 64) _bits.Add(edge.Line == 1);
            _silent!.Change(s_lateness, Timeout.InfiniteTimeSpan);
        }

        return true;
    }

    private void End()
    {
        lock (_gate) Tell();
    }

    private void Tell()
    {
        var uid = WiegandWire.Uid(_bits);
        _bits.Clear();
        if (uid is not null && _repeats.IsNew(uid)) context.Report.Card(uid);
    }
}
