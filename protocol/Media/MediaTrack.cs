namespace Tongtang.Protocol.Media;

public enum MediaKind
{
    Video,
    Audio,
}

/// <summary>One track as its init segment describes it.</summary>
public sealed record MediaTrack
{
    /// <summary>track_ID, from 1.</summary>
    public required uint Id { get; init; }

    public required MediaKind Kind { get; init; }

    /// <summary>Units a second of every time in this track.</summary>
    public required uint Timescale { get; init; }

    /// <summary>RFC 6381, e.g. <c>avc1.64001F</c>, <c>hvc1.1.6.L93.B0</c>, <c>mp4a.40.2</c>.</summary>
    public required string Codec { get; init; }

    /// <summary>Pixels; 0 for sound.</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>Hz; 0 for a picture.</summary>
    public int SampleRate { get; init; }

    public int Channels { get; init; }

    /// <summary>What trex says of samples that do not say it themselves.</summary>
    internal SampleDefaults Defaults { get; init; }
}

internal readonly record struct SampleDefaults(uint Duration, uint Size, uint Flags);
