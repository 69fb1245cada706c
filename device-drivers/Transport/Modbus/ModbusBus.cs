namespace Tongtang.DeviceDrivers.Transport.Modbus;

/// <summary>
/// One line with one or more Modbus devices: one question at a time, in the order in which they were asked, with the silence
/// between frames that RTU wants. As many questions wait as devices are attached, since each asks one at a time.
/// </summary>
internal sealed class ModbusBus : IAsyncDisposable
{
    // A frame has at most 256 bytes, on TCP 260.
    private const int MaxFrame = 260;

    // An answer that comes after its question was given up must not be taken for the next one's.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_waking = TimeSpan.FromMilliseconds(5);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HeardLink _link;
    private readonly FramedLink _frames;
    private readonly IModbusFraming _framing;
    private readonly ModbusTiming _timing;
    private readonly TimeProvider _time;
    private volatile ModbusQuestion? _question;
    private ushort _transaction;
    private bool _unsettled;

    public ModbusBus(ILink link, IModbusFraming framing, ModbusTiming timing, TimeProvider time)
    {
        _link = new HeardLink(link, time);
        _framing = framing;
        _timing = timing;
        _time = time;
        _frames = new FramedLink(_link, received => _framing.Cut(received, _question), time, maxFrameBytes: MaxFrame);
    }

    public Task Ended => _frames.Ended;

    /// <exception cref="NoAnswerException">None came, for questions that change nothing not at the second time either.</exception>
    public async Task<ModbusAnswer> AskAsync(ModbusOptions options, ModbusRequest request, WireTrace trace, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await AskOnceAsync(new ModbusQuestion(options.Unit, ++_transaction, request), options, trace, cancellationToken);
                }
                catch (NoAnswerException) when (request.IsRead && attempt == 1)
                {
                    // Noise may have taken it.
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _frames.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<ModbusAnswer> AskOnceAsync(ModbusQuestion question, ModbusOptions options, WireTrace trace, CancellationToken cancellationToken)
    {
        await WaitForSilenceAsync(cancellationToken);
        var bytes = _framing.Wrap(question);
        var patience = options.Patience + _timing.PerByte * (bytes.Length + question.Request.AnswerLength + 3);
        (_link.Trace, _question, _unsettled) = (trace, question, true);
        try
        {
            if (options.WakeByte)
            {
                await _frames.SendAsync(new byte[1], cancellationToken);
                await Task.Delay(s_waking, _time, cancellationToken);
            }

            var frame = await _frames.AskAsync(bytes, frame => question.Request.Answers(_framing.Unwrap(frame, question)), patience, cancellationToken);
            _unsettled = false;
            return question.Request.Open(_framing.Unwrap(frame, question));
        }
        catch (NoAnswerException error)
        {
            throw new NoAnswerException($"unit {question.Unit}: {error.Message}");
        }
        finally
        {
            _question = null;
        }
    }

    private async Task WaitForSilenceAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var silence = _unsettled ? _timing.Silence + s_settling : _timing.Silence;
            var missing = silence - _time.GetElapsedTime(_link.LastHeard);
            if (missing <= TimeSpan.Zero) return;
            // Timers count whole milliseconds; less than one would be no wait at all.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(missing.TotalMilliseconds)), _time, cancellationToken);
        }
    }

    /// <summary>Knows when the line was last heard, and shows its bytes to whoever asked.</summary>
    private sealed class HeardLink(ILink link, TimeProvider time) : ILink
    {
        private long _lastHeard = time.GetTimestamp();

        public long LastHeard => Volatile.Read(ref _lastHeard);

        public WireTrace? Trace { get; set; }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, bool sensitive, CancellationToken cancellationToken)
        {
            Trace?.Sent(bytes.Span, sensitive);
            await link.SendAsync(bytes, sensitive, cancellationToken);
            Volatile.Write(ref _lastHeard, time.GetTimestamp());
        }

        public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var length = await link.ReceiveAsync(buffer, cancellationToken);
            Volatile.Write(ref _lastHeard, time.GetTimestamp());
            if (length > 0) Trace?.Received(buffer.Span[..length]);
            return length;
        }

        public ValueTask DisposeAsync() => link.DisposeAsync();
    }
}

/// <summary>What a line's speed makes of time.</summary>
/// <param name="Silence">Between two frames.</param>
/// <param name="PerByte">On the line.</param>
internal sealed record ModbusTiming(TimeSpan Silence, TimeSpan PerByte)
{
    public static ModbusTiming None { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Three and a half characters of eleven bits; above 19200 baud 1.75 ms (Modbus over Serial Line 1.02, 2.5.1.1).</summary>
    public static ModbusTiming Of(DeviceConnection connection)
    {
        var bits = 1 + connection.DataBits + (connection.Parity == SerialParity.None ? 0 : 1) + connection.StopBits;
        var silence = connection.Baud > 19200 ? TimeSpan.FromMilliseconds(1.75) : TimeSpan.FromSeconds(3.5 * 11 / connection.Baud);
        return new(silence, TimeSpan.FromSeconds((double)bits / connection.Baud));
    }
}
