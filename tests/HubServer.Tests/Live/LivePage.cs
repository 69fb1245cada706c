using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.Protocol.Live;

namespace Tongtang.HubServer.Tests.Live;

/// <summary>A viewer's end of the WebSocket.</summary>
internal sealed class LivePage(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[LiveLimits.MessageBytes];

    public ClientWebSocket Socket => socket;

    public static async Task<LivePage> OpenAsync(RunningHub hub, HttpClient client, string roomId, string source = "teacher", Action<ClientWebSocketOptions>? adjust = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", client.DefaultRequestHeaders.Authorization!.ToString());
        socket.Options.AddSubProtocol(LiveLimits.SubProtocol);
        socket.Options.CollectHttpResponseDetails = true;
        adjust?.Invoke(socket.Options);
        var page = new LivePage(socket);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await socket.ConnectAsync(new Uri($"ws://{hub.Address.Authority}/live/{roomId}/{source}"), limit.Token);
        return page;
    }

    /// <summary>The next message; null when the hub has closed.</summary>
    public async Task<(LivePacket? Packet, string? State)?> ReadAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            if (part.MessageType == WebSocketMessageType.Close) return null;
            length += part.Count;
            if (!part.EndOfMessage) continue;
            if (part.MessageType == WebSocketMessageType.Binary) return (LivePacket.Parse(_buffer.AsSpan(0, length).ToArray()), null);
            var said = JsonNode.Parse(_buffer.AsSpan(0, length))!;
            return (null, said["state"]!.GetValue<string>());
        }
    }

    public async Task<string> StateAsync()
    {
        while (true)
        {
            var read = await ReadAsync();
            Assert.NotNull(read);
            if (read.Value.State is { } state) return state;
        }
    }

    /// <summary>Until the hub closes.</summary>
    public async Task<(int Status, string? Words)> EndAsync()
    {
        while (await ReadAsync() is not null)
        {
        }
        return ((int)socket.CloseStatus!, socket.CloseStatusDescription);
    }

    public async Task SayAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public void Dispose() => socket.Dispose();
}
