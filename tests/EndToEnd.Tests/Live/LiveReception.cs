using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Tongtang.EndToEnd.Tests.Lessons;
using Tongtang.Harness;
using Tongtang.Harness.Processes;

namespace Tongtang.EndToEnd.Tests.Live;

/// <summary>One binary message as protocol/live.md has it.</summary>
/// <param name="Microseconds">Of an epoch its origin, of a frame when it was captured; UTC.</param>
/// <param name="ArrivedMs">Unix milliseconds.</param>
internal sealed record ReceivedPacket(int Kind, bool IsPicture, bool IsKeyframe, uint Epoch, long Microseconds, byte[] Body, double ArrivedMs)
{
    public const int EpochKind = 1;
    public const int FrameKind = 2;

    public static ReceivedPacket Read(byte[] bytes, double arrivedMs)
    {
        var (kind, picture) = (bytes[0], bytes[1] == 0);
        return kind switch
        {
            EpochKind => new ReceivedPacket(
                kind, picture, false, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(2)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(6)),
                bytes[(16 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(14)))..], arrivedMs),
            FrameKind => new ReceivedPacket(
                kind, picture, (bytes[2] & 1) == 1, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(3)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(7)), bytes[15..], arrivedMs),
            _ => new ReceivedPacket(kind, picture, false, 0, 0, [], arrivedMs),
        };
    }
}

/// <summary>A viewer without a screen: keeps what the hub's WebSocket sends, and looks at it afterwards with ffmpeg.</summary>
internal sealed class LiveReception : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly List<ReceivedPacket> _packets = [];
    private readonly List<JsonNode> _states = [];
    private Task _reading = Task.CompletedTask;

    public IReadOnlyList<ReceivedPacket> Packets
    {
        get
        {
            lock (_lock) return [.. _packets];
        }
    }

    /// <summary>The words of the state messages, <c>live/full</c>.</summary>
    public IReadOnlyList<string> States
    {
        get
        {
            lock (_lock) return [.. _states.Select(state => $"{state["state"]}/{state["quality"]}")];
        }
    }

    public IReadOnlyList<ReceivedPacket> Pictures => [.. Packets.Where(one => one is { Kind: ReceivedPacket.FrameKind, IsPicture: true })];

    public bool Ended => _reading.IsCompleted;

    public static async Task<LiveReception> OpenAsync(Hub hub, string room, string source)
    {
        var reception = new LiveReception();
        reception._socket.Options.AddSubProtocol("tongtang-live.1");
        reception._socket.Options.SetRequestHeader("Authorization", $"Bearer {hub.Token}");
        await reception._socket.ConnectAsync(new UriBuilder(new Uri(hub.Address, $"/live/{room}/{source}")) { Scheme = "ws" }.Uri, CancellationToken.None);
        reception._reading = reception.ReadAsync();
        return reception;
    }

    public Task HasAsync(Func<LiveReception, bool> what, double seconds, Func<string> otherwise) => Eventually.TrueAsync(
        () => what(this), TimeSpan.FromSeconds(seconds), () => $"{otherwise()}: {Packets.Count} packets, {string.Join(' ', States)}, ended: {Ended}");

    /// <summary>From when a picture was made to when it was here, in milliseconds, for each picture of the first epoch; by the clock burned into it.</summary>
    public async Task<IReadOnlyList<double>> LatenciesMsAsync(TemporaryFolder folder)
    {
        var packets = Of(picture: true);
        var made = await BurnedClock.ReadAsync(await SaveAsync(folder["picture.mp4"], packets));
        var pictures = packets.Where(one => one.Kind == ReceivedPacket.FrameKind).ToList();
        Assert.Equal(pictures.Count, made.Count);
        return [.. pictures.Select((one, i) => BurnedClock.Wrap(one.ArrivedMs - made[i]))];
    }

    /// <summary>How much of the sound's power lies within 20 Hz of a frequency, 0 to 1.</summary>
    public async Task<double> ShareOfToneAsync(TemporaryFolder folder, int hertz)
    {
        var file = await SaveAsync(folder["sound.mp4"], Of(picture: false));
        var all = await PowerAsync(file, "anull");
        return await PowerAsync(file, $"bandpass=f={hertz}:width_type=h:w=40") / all;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _socket.Dispose();
        _end.Dispose();
    }

    private static async Task<string> SaveAsync(string path, IReadOnlyList<ReceivedPacket> packets)
    {
        await using var file = File.Create(path);
        foreach (var packet in packets) await file.WriteAsync(packet.Body);
        return path;
    }

    /// <summary>What has come of a track's first epoch by now; one after the other, a file that plays.</summary>
    private IReadOnlyList<ReceivedPacket> Of(bool picture)
    {
        var packets = Packets.Where(one => one.IsPicture == picture && one.Kind is (ReceivedPacket.EpochKind or ReceivedPacket.FrameKind)).ToList();
        return [.. packets.Where(one => one.Epoch == packets[0].Epoch && (one.Kind == ReceivedPacket.FrameKind || one == packets[0]))];
    }

    private static async Task<double> PowerAsync(string file, string filter)
    {
        var (_, _, output) = await Programs.TryRunAsync("ffmpeg", "-nostdin", "-hide_banner", "-i", file, "-af", $"{filter},volumedetect", "-f", "null", "-");
        var level = System.Text.RegularExpressions.Regex.Match(output, @"mean_volume: (-?[0-9.]+) dB", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
        Assert.True(level.Success, output);
        return Math.Pow(10, double.Parse(level.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) / 10);
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[2 * 1024 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _end.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                var now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
                if (part.MessageType == WebSocketMessageType.Close) return;
                lock (_lock)
                {
                    if (part.MessageType == WebSocketMessageType.Text) _states.Add(JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, length))!);
                    else _packets.Add(ReceivedPacket.Read(buffer[..length], now));
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or WebSocketException)
        {
            // Left, or the hub was killed.
        }
    }
}
