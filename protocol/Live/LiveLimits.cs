namespace Tongtang.Protocol.Live;

/// <summary>What live.md allows.</summary>
public static class LiveLimits
{
    /// <summary>One message: a keyframe of a 4K camera is about 1 MiB.</summary>
    public const int MessageBytes = 2 * 1024 * 1024;

    public const int CodecBytes = 64;

    /// <summary>The subprotocol that a WebSocket asks for.</summary>
    public const string SubProtocol = "tongtang-live.1";

    /// <summary>Behind by more, a viewer loses frames up to the next keyframe.</summary>
    public static TimeSpan MostBehind { get; } = TimeSpan.FromSeconds(1);

    /// <summary>A text of a viewer, in bytes.</summary>
    public const int InboundBytes = 1024;

    public const int InboundPerSecond = 10;

    /// <summary>A viewer whose socket takes nothing for so long is closed.</summary>
    public static TimeSpan LongestStall { get; } = TimeSpan.FromSeconds(10);

    /// <summary>So long without a frame, and the source counts as lost.</summary>
    public static TimeSpan LongestSilence { get; } = TimeSpan.FromSeconds(3);
}
