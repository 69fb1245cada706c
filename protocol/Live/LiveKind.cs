namespace Tongtang.Protocol.Live;

/// <summary>The first byte of a message. Other values are of later versions: they are handed to nobody.</summary>
public enum LiveKind : byte
{
    Epoch = 1,
    Frame = 2,
    Ended = 3,
    Part = 4,
}

public enum LiveTrack : byte
{
    Picture = 0,
    Sound = 1,
}

/// <summary>Of a <see cref="LiveKind.Frame"/>. Bits that are not named here are handed on as they are.</summary>
[Flags]
public enum LiveFrameFlags : byte
{
    None = 0,

    /// <summary>Decodable without those before it; every frame of sound is.</summary>
    Keyframe = 1,

    /// <summary>Frames before this one were dropped.</summary>
    AfterDrop = 2,
}

/// <summary>Of a <see cref="LiveKind.Part"/>.</summary>
[Flags]
public enum LivePartFlags : byte
{
    None = 0,
    Independent = 1,
    LastOfSegment = 2,
}
