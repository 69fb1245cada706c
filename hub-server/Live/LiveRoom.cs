using Google.Protobuf.Collections;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Live;

/// <summary>One room of the <see cref="LiveBoard"/>, which locks it.</summary>
internal sealed class LiveRoom
{
    public Dictionary<string, WatchedSource> Sources { get; } = new(StringComparer.Ordinal);

    public LivePush? Push { get; set; }

    /// <summary>What the box was asked for last.</summary>
    public RepeatedField<LiveSourceWish> Asked { get; set; } = [];

    public RepeatedField<LiveSourceWish> Wanted()
    {
        var wanted = new RepeatedField<LiveSourceWish>();
        foreach (var (name, source) in Sources.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            wanted.Add(new LiveSourceWish { Name = name, Frames = source.Interest.HasFlag(LiveInterest.Frames), Parts = source.Interest.HasFlag(LiveInterest.Parts) });
        return wanted;
    }
}

/// <summary>A source that somebody watches, or watched a moment ago.</summary>
internal sealed class WatchedSource(TimeProvider time)
{
    public LiveFan Fan { get; } = new(time);

    /// <summary>What is asked of the box: it stays while nobody is there for a moment.</summary>
    public LiveInterest Interest { get; set; }

    /// <summary>Since when nobody watches its frames.</summary>
    public long? IdleSince { get; set; }

    /// <summary>When parts were asked for last.</summary>
    public long PartsAskedAt { get; set; }
}
