using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Tongtang.Harness.Network;

/// <summary>
/// A TCP line between two programs that can be made slow, thin, lossy, half-open or dead while they talk. The program
/// that dials is given <see cref="Port"/> instead of the true one.
/// </summary>
internal sealed class FaultyLine : IAsyncDisposable
{
    public const int PieceBytes = 16 * 1024;

    /// <summary>Pieces on the way in one direction; a full line makes its sender wait, as a router's queue would.</summary>
    private const int PiecesOnTheWay = 64;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly ConcurrentBag<Task> _directions = [];
    private readonly int _target;
    private readonly Task _accepting;
    private volatile LineCondition _condition = LineCondition.Good;
    private volatile bool _cut;
    private volatile int _lost;
    private (int Connections, LineWay Way) _forgotten;
    private int _connections;
    private long _bytes;

    /// <param name="target">The port on this machine where the line ends.</param>
    public FaultyLine(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All bytes that came through, both ways.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How many were made, and not refused.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many connections were refused or broken off by <see cref="Cut"/>: proof that the fault happened.</summary>
    public int Broken { get; private set; }

    public LineCondition Condition { get => _condition; set => _condition = value; }

    /// <summary>Resets every connection and refuses new ones until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (var connection in _open.Keys) Reset(connection);
    }

    /// <summary>Every connection swallows what is sent for good, and nobody is told, as when a router forgets them; new ones are refused until <see cref="Mend"/>.</summary>
    public void Lose()
    {
        _cut = true;
        _lost = Volatile.Read(ref _connections);
    }

    /// <summary>The connections of now swallow for good what is sent this way; new ones are as good as any.</summary>
    public void Forget(LineWay way) => _forgotten = (Connections, way);

    public void Mend() => _cut = false;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        foreach (var connection in _open.Keys) Reset(connection);
        await _accepting;
        await Task.WhenAll(_directions);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            TcpClient near;
            try
            {
                near = await _listener.AcceptTcpClientAsync(_end.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            if (_cut) Reset(near);
            else _directions.Add(ConnectAsync(near));
        }
    }

    private async Task ConnectAsync(TcpClient near)
    {
        var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        _open[near] = _open[far] = true;
        var number = Interlocked.Increment(ref _connections);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAll(CarryAsync(near, far, number, LineWay.Out), CarryAsync(far, near, number, LineWay.Back));
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One end is gone: so is the other.
        }
        finally
        {
            foreach (var end in new[] { near, far })
            {
                _open.TryRemove(end, out _);
                end.Dispose();
            }
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to, int number, LineWay direction)
    {
        var way = Channel.CreateBounded<(byte[] Piece, long Sent)>(PiecesOnTheWay);
        var delivering = DeliverAsync(way.Reader, to, number, direction);
        var buffer = new byte[PieceBytes];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var count)
            {
                await way.Writer.WriteAsync((buffer[..count], TimeProvider.System.GetTimestamp()), _end.Token);
            }
        }
        finally
        {
            way.Writer.Complete();
            await delivering;
        }
    }

    private async Task DeliverAsync(ChannelReader<(byte[] Piece, long Sent)> way, TcpClient to, int number, LineWay direction)
    {
        await foreach (var (piece, sent) in way.ReadAllAsync(_end.Token))
        {
            while (_condition.Stuck == direction) await Task.Delay(s_look, TimeProvider.System, _end.Token);
            var condition = _condition;
            if (condition.Swallows || number <= _lost || (number <= _forgotten.Connections && _forgotten.Way == direction)) continue;
            var wait = condition.Delay - TimeProvider.System.GetElapsedTime(sent);
            if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
            if (condition.BytesPerSecond is { } rate) wait += TimeSpan.FromSeconds(piece.Length / rate);
            if (Random.Shared.NextDouble() < condition.Loss) wait += condition.Retransmission;
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System, _end.Token);
            await to.GetStream().WriteAsync(piece, _end.Token);
            Interlocked.Add(ref _bytes, piece.Length);
        }
        if (to.Connected) to.Client.Shutdown(SocketShutdown.Send);
    }

    private void Reset(TcpClient connection)
    {
        Broken++;
        try
        {
            // A client that its own direction has just closed has no socket any more.
            if (connection.Client is { } socket) socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It was gone already.
        }
        connection.Dispose();
    }
}
