using System.Threading.Channels;
using Google.Protobuf;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>How often the hub wants pictures, and until when. Each request replaces the last one. Thread safe.</summary>
internal sealed class PictureWish(TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private TimeSpan _interval;
    private long _askedAt;

    public ChangeSignal Changed { get; } = new();

    /// <summary>Null: none are wanted.</summary>
    public TimeSpan? Interval
    {
        get
        {
            lock (_lock) return _interval > TimeSpan.Zero && time.GetElapsedTime(_askedAt) < Lasts ? _interval : null;
        }
    }

    public void Set(uint intervalSeconds)
    {
        lock (_lock)
        {
            _interval = TimeSpan.FromSeconds(Math.Min(intervalSeconds, 30));
            _askedAt = time.GetTimestamp();
        }
        Changed.Raise();
    }
}

/// <summary>Sends a small picture of each source while the hub wants them; a picture is sent once.</summary>
internal sealed class PictureReports(Recorder recorder, SnapshotBoard board, TimeProvider time)
{
    private const int LargestPicture = 64 * 1024;

    public async Task RunAsync(PictureWish wish, ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        var sent = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (true)
        {
            var seen = wish.Changed.Version;
            if (wish.Interval is { } interval)
            {
                await SendNewAsync(sent, outbound, cancellationToken);
                await Task.Delay(interval, time, cancellationToken);
            }
            else
            {
                await wish.Changed.WaitAsync(seen, cancellationToken);
            }
        }
    }

    private async Task SendNewAsync(Dictionary<string, DateTimeOffset> sent, ChannelWriter<AgentMessage> outbound, CancellationToken cancellationToken)
    {
        foreach (var source in recorder.Status.Sources)
        {
            if (board.Picture(source.Name) is not { } picture || picture.Jpeg.Length > LargestPicture) continue;
            if (sent.TryGetValue(source.Name, out var last) && last == picture.TakenAt) continue;
            sent[source.Name] = picture.TakenAt;
            var message = new SourcePicture { Source = source.Name, Jpeg = UnsafeByteOperations.UnsafeWrap(picture.Jpeg), TakenAtMs = picture.TakenAt.ToUnixTimeMilliseconds() };
            await outbound.WriteAsync(new AgentMessage { Picture = message }, cancellationToken);
        }
    }
}
