namespace Tongtang.DeviceDrivers.Transport.Modbus;

/// <summary>One Modbus device on a line that it may share with others. Disposing it leaves the line to them.</summary>
public sealed class ModbusUnit : IAsyncDisposable
{
    private readonly ModbusBuses.Lease _lease;
    private readonly ModbusOptions _options;
    private readonly WireTrace _trace;

    internal ModbusUnit(ModbusBuses.Lease lease, ModbusOptions options, WireTrace trace)
    {
        _lease = lease;
        _options = options;
        _trace = trace;
    }

    /// <summary>Fails with a <see cref="DeviceException"/> when the line breaks.</summary>
    public Task Ended => _lease.Bus.Ended;

    /// <summary>A device that says no is an answer too.</summary>
    /// <exception cref="NoAnswerException">None came; what changes nothing was asked twice.</exception>
    /// <exception cref="DeviceException">The line is broken.</exception>
    public Task<ModbusAnswer> AskAsync(ModbusRequest request, CancellationToken cancellationToken) => _lease.Bus.AskAsync(_options, request, _trace, cancellationToken);

    public ValueTask DisposeAsync() => _lease.DisposeAsync();
}

/// <summary>How one device is spoken to.</summary>
public sealed record ModbusOptions
{
    /// <summary>1 to 247; 248 to 255 are addresses to which any device of a make answers, which need a line of their own.</summary>
    public required byte Unit { get; init; }

    /// <summary>On TCP: the frames of serial lines, as simple serial servers pass them on.</summary>
    public bool RtuOverTcp { get; init; }

    /// <summary>How long it may think.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A byte of zero five milliseconds before each question, for sensors that sleep.</summary>
    public bool WakeByte { get; init; }
}
