using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Tongtang.EdgeAgent.Tests.HubLink;
using Tongtang.Protocol.Live;

namespace Tongtang.EdgeAgent.Tests.Playback;

/// <summary>A page of the box that watches what it receives.</summary>
internal sealed class BoxViewer : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;

    public ConcurrentQueue<LivePacket> Packets { get; } = new();

    /// <summary>The words of the state messages.</summary>
    public ConcurrentQueue<string> States { get; } = new();

    public Task Closed => _reading;

    public static async Task<BoxViewer> OpenAsync(TestBox box, string roomId, string source)
    {
        var viewer = new BoxViewer();
        viewer._socket.Options.AddSubProtocol(LiveLimits.SubProtocol);
        await viewer._socket.ConnectAsync(new UriBuilder(new Uri(box.Address, $"/live/{roomId}/{source}")) { Scheme = "ws" }.Uri, CancellationToken.None);
        viewer._reading = viewer.ReadAsync();
        return viewer;
    }

    public Task SayAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[LiveLimits.MessageBytes];
        var length = 0;
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(length), _end.Token) is { MessageType: not WebSocketMessageType.Close } part)
            {
                length += part.Count;
                if (!part.EndOfMessage) continue;
                if (part.MessageType == WebSocketMessageType.Text) States.Enqueue(Encoding.UTF8.GetString(buffer, 0, length).Split('"')[7]);
                else Packets.Enqueue(LivePacket.Parse(buffer.AsSpan(0, length).ToArray()));
                length = 0;
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // The test has seen enough, or the box has gone.
        }
    }
}
