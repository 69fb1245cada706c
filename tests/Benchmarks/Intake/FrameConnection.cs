using System.Buffers.Binary;
using System.Net.Security;
using System.Text;
using Google.Protobuf;
using Tongtang.Protocol.V1;

namespace Tongtang.Benchmarks.Intake;

/// <summary>
/// Stores segments over one HTTP/2 connection by sending frames that were made beforehand, so that hardly anything but
/// TLS costs CPU on this side: what is measured is the hub, and its peers are driven at the same price. Only what
/// differs between segments (header message, stream number) is filled in. Flow control is obeyed.
/// </summary>
internal sealed class FrameConnection : IAsyncDisposable
{
    private const int PieceBytes = 64 * 1024; // as the box cuts them
    private const int MaxFrame = 16_384; // HttpClient, and with it the box, sends no larger ones
    private const int LargestWrite = 256 * 1024;
    private const byte Data = 0x0, Headers = 0x1, Reset = 0x3, Settings = 0x4, Ping = 0x6, GoAway = 0x7, WindowUpdate = 0x8;
    private const byte EndStream = 0x1, EndHeaders = 0x4, Acknowledged = 0x1;

    private readonly Lock _lock = new();
    private readonly SslStream _tls;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly byte[] _requestHeaders;
    private readonly Task _reading;
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _frames = [];
    private int _initialWindow = 65_535;
    private long _connectionWindow = 65_535;
    private long _streamWindow;
    private int _stream = -1;
    private bool _hasReply;
    private TaskCompletionSource? _opened;
    private TaskCompletionSource<bool>? _answered;

    private FrameConnection(SslStream tls, string authority)
    {
        _tls = tls;
        _requestHeaders = EncodeHeaders("/tongtang.v1.Recordings/Store", authority);
        _reading = ReadAsync();
    }

    /// <param name="tls">Connected, HTTP/2 agreed upon.</param>
    /// <param name="authority">Host and port.</param>
    /// <param name="segment">The bytes of every segment that will be sent.</param>
    public static async Task<FrameConnection> OpenAsync(SslStream tls, string authority, byte[] segment)
    {
        await tls.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await tls.WriteAsync(Frame(Settings, 0, 0, []));
        var connection = new FrameConnection(tls, authority);
        await connection._greeted.Task;
        connection._frames = connection.Prepare(segment);
        return connection;
    }

    /// <summary>Returns when the hub has answered that it has the segment.</summary>
    public async Task StoreAsync(SegmentHeader header)
    {
        var message = GrpcFrame(new SegmentPiece { Header = header }.ToByteArray());
        var answered = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _stream += 2;
            _streamWindow = _initialWindow;
            _hasReply = false;
            _answered = answered;
        }
        await TakeWindowAsync(message.Length, message.Length);
        await WriteAsync((byte[])[.. Frame(Headers, EndHeaders, _stream, _requestHeaders), .. Frame(Data, 0, _stream, message)]);
        await SendFramesAsync();
        if (!await answered.Task) throw new InvalidOperationException($"The hub refused segment {header.Number}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _tls.DisposeAsync();
        await _reading;
        _writing.Dispose();
    }

    private async Task SendFramesAsync()
    {
        for (var at = 0; at < _frames.Length;)
        {
            var first = PayloadAt(at);
            var credit = await TakeWindowAsync(first, LargestWrite);
            var end = at;
            var used = 0;
            while (end < _frames.Length && used + PayloadAt(end) <= credit)
            {
                BinaryPrimitives.WriteInt32BigEndian(_frames.AsSpan(end + 5), _stream);
                used += PayloadAt(end);
                end += 9 + PayloadAt(end);
            }
            lock (_lock) (_connectionWindow, _streamWindow) = (_connectionWindow + credit - used, _streamWindow + credit - used);
            await WriteAsync(_frames.AsMemory(at, end - at));
            at = end;
        }
    }

    /// <summary>Waits for a window of at least <paramref name="least"/> and takes what there is, up to <paramref name="most"/>.</summary>
    private async Task<int> TakeWindowAsync(int least, int most)
    {
        while (true)
        {
            TaskCompletionSource opened;
            lock (_lock)
            {
                var window = Math.Min(_connectionWindow, _streamWindow);
                if (window >= least)
                {
                    var taken = (int)Math.Min(window, most);
                    (_connectionWindow, _streamWindow) = (_connectionWindow - taken, _streamWindow - taken);
                    return taken;
                }
                _opened = opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            await opened.Task;
        }
    }

    private async Task ReadAsync()
    {
        var head = new byte[9];
        var payload = new byte[MaxFrame];
        try
        {
            while (await _tls.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) == head.Length)
            {
                var length = (head[0] << 16) | (head[1] << 8) | head[2];
                await _tls.ReadExactlyAsync(payload.AsMemory(0, length));
                await TakeInAsync(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload.AsMemory(0, length));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _answered?.TrySetException(e);
            _opened?.TrySetException(e);
        }
    }

    /// <summary>One at a time: what the reader answers must not fall into the middle of a segment's frame.</summary>
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await _tls.WriteAsync(bytes);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task TakeInAsync(byte type, byte flags, int stream, ReadOnlyMemory<byte> payload)
    {
        switch (type)
        {
            case Settings when (flags & Acknowledged) == 0:
                Take(payload.Span);
                await WriteAsync(Frame(Settings, Acknowledged, 0, []));
                _greeted.TrySetResult();
                break;
            case WindowUpdate:
                Open(stream, BinaryPrimitives.ReadInt32BigEndian(payload.Span));
                break;
            case Data or Headers:
                Answer(stream, type, (flags & EndStream) != 0);
                break;
            case Ping when (flags & Acknowledged) == 0:
                await WriteAsync(Frame(Ping, Acknowledged, 0, payload.ToArray()));
                break;
            case Reset or GoAway:
                throw new IOException($"The hub ended the {(type == Reset ? "stream" : "connection")}: {Convert.ToHexString(payload.Span)}.");
        }
    }

    private void Take(ReadOnlySpan<byte> settings)
    {
        for (; settings.Length >= 6; settings = settings[6..])
        {
            if (settings[1] == 0x4) _initialWindow = BinaryPrimitives.ReadInt32BigEndian(settings[2..]);
        }
    }

    private void Open(int stream, int bytes)
    {
        lock (_lock)
        {
            if (stream == 0) _connectionWindow += bytes;
            else if (stream == _stream) _streamWindow += bytes;
            _opened?.TrySetResult();
            _opened = null;
        }
    }

    /// <summary>A refusal comes in headers alone; a receipt has a body.</summary>
    private void Answer(int stream, byte type, bool ended)
    {
        lock (_lock)
        {
            if (stream != _stream) return;
            _hasReply |= type == Data;
            if (ended) _answered?.TrySetResult(_hasReply);
        }
    }

    private byte[] Prepare(byte[] segment)
    {
        var body = segment.Chunk(PieceBytes).SelectMany(piece => GrpcFrame(new SegmentPiece { Data = UnsafeByteOperations.UnsafeWrap(piece) }.ToByteArray())).ToArray();
        var chunks = body.Chunk(MaxFrame).ToList();
        return chunks.SelectMany((chunk, i) => Frame(Data, i == chunks.Count - 1 ? EndStream : (byte)0, 0, chunk)).ToArray();
    }

    private int PayloadAt(int frame) => (_frames[frame] << 16) | (_frames[frame + 1] << 8) | _frames[frame + 2];

    private static byte[] GrpcFrame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>HPACK (RFC 7541) without Huffman and without the dynamic table; numbers are those of its appendix A.</summary>
    private static byte[] EncodeHeaders(string path, string authority) =>
    [
        0x83, 0x87, // :method POST, :scheme https
        0x04, .. Text(path),
        0x01, .. Text(authority),
        0x0f, 0x10, .. Text("application/grpc"),
        0x00, .. Text("te"), .. Text("trailers"),
    ];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
