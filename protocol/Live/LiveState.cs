using System.Text;

namespace Tongtang.Protocol.Live;

public enum LiveCondition
{
    /// <summary>Nothing that can be shown has come yet.</summary>
    Waiting,
    Live,

    /// <summary>The room's box or its source is away; it is being tried.</summary>
    Lost,

    /// <summary>It is over; the server closes.</summary>
    Ended,
}

/// <summary>What the box sends of a source, as its line allows.</summary>
public enum StreamQuality
{
    Full,
    Reduced,
    Keyframes,
    Sound,
}

/// <summary>What the server tells a viewer in words.</summary>
public sealed record LiveState(LiveCondition Condition, StreamQuality Quality)
{
    private ReadOnlyMemory<byte>? _text;

    /// <summary>The text message of live.md, UTF-8; made once.</summary>
    public ReadOnlyMemory<byte> Text => _text ??= Encoding.UTF8.GetBytes($$"""{"type":"state","state":"{{Word(Condition)}}","quality":"{{Word(Quality)}}"}""");

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <summary>One thing for a viewer: a message, or the state in words.</summary>
public readonly record struct LiveItem(LivePacket? Packet, LiveState? State)
{
    public ReadOnlyMemory<byte> Bytes => Packet?.Bytes ?? State!.Text;

    public bool IsText => Packet is null;
}
