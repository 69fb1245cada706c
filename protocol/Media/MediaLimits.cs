namespace Tongtang.Protocol.Media;

/// <summary>What a reader accepts before it calls the bytes hostile. Sizes in bytes.</summary>
public sealed record MediaLimits
{
    public static MediaLimits Default { get; } = new();

    /// <summary>ftyp and moov together; the contract's limit of an init segment (recordings.proto, Epoch).</summary>
    public int InitBytes { get; init; } = 64 * 1024;

    /// <summary>One moof. ffmpeg's are about 100 bytes, ours of a 0.2 s part below 1 KiB.</summary>
    public int MoofBytes { get; init; } = 1024 * 1024;

    /// <summary>One mdat. A 4K keyframe of 100 Mbit/s is below 8 MiB; a whole segment may have 32 MiB.</summary>
    public int MdatBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>A box that is skipped (styp, sidx, emsg, free, mfra). Skipped without being held.</summary>
    public int OtherBytes { get; init; } = 16 * 1024 * 1024;

    public int SamplesPerFragment { get; init; } = 16 * 1024;

    /// <summary>Tracks in one init segment.</summary>
    public int Tracks { get; init; } = 16;
}
