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

    /// <summary>What its teacher is told of those who look; null: nobody does.</summary>
    public LiveWatchers? Watchers { get; set; }

    public RepeatedField<LiveSourceWish> Wanted()
    {
        var wanted = new RepeatedField<LiveSourceWish>();
        foreach (var (name, source) in Sources.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            wanted.Add(new LiveSourceWish { Name = name, Frames = source.WantsFrames, Parts = source.WantsParts });
        return wanted;
    }
}

/// <summary>A source that somebody watches, or watched a moment ago.</summary>
internal sealed class WatchedSource(TimeProvider time)
{
    public LiveFan Fan { get; } = new(time);

    /// <summary>The box is asked for its frames: still while nobody is there for a moment.</summary>
    public bool WantsFrames { get; set; }

    /// <summary>The box is asked for the parts of its segments: still for a moment after the last one was.</summary>
    public bool WantsParts { get; set; }

    /// <summary>Since when nobody watches its frames.</summary>
    public long? IdleSince { get; set; }

    /// <summary>When parts were asked for last.</summary>
    public long PartsAskedAt { get; set; }
}
