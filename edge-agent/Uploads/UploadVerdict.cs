using Tongtang.Protocol.Grpc;

namespace Tongtang.EdgeAgent.Uploads;

/// <summary>What to do after the hub has refused something.</summary>
internal enum UploadVerdict
{
    /// <summary>The line or the hub is down: end this connection, wait for the link.</summary>
    LinkDown,

    /// <summary>The hub has no room or no time: everything waits a little.</summary>
    Pause,

    /// <summary>The same segment again.</summary>
    Retry,

    /// <summary>The hub does not know what this belongs to: tell it again first.</summary>
    Reopen,

    /// <summary>This segment never; the others go on.</summary>
    SetAside,

    /// <summary>Not now, perhaps later; the others go on.</summary>
    SetAsideForNow,

    /// <summary>Nothing of this recording is wanted any more.</summary>
    Discard,
}

internal static class UploadVerdicts
{
    private const int TriesAllowed = 3;

    /// <summary>By the codes of recordings.proto.</summary>
    /// <param name="tries">How often this was tried, this time included.</param>
    public static UploadVerdict Of(GrpcStatusCode status, string? code, int tries) => code switch
    {
        "recording_discarded" => UploadVerdict.Discard,
        "storage_full" => UploadVerdict.Pause,
        "segment_too_large" or "segment_differs" or "segment_out_of_range" or "recording_of_other_room" => UploadVerdict.SetAside,
        "recording_unknown" or "track_unknown" or "epoch_unknown" => tries < TriesAllowed ? UploadVerdict.Reopen : UploadVerdict.SetAsideForNow,
        // A wire or a disk may have flipped a bit: the file is looked at, mended, and offered again.
        "segment_hash_wrong" or "segment_length_wrong" => tries < TriesAllowed ? UploadVerdict.Retry : UploadVerdict.SetAsideForNow,
        "segment_header_missing" => tries < TriesAllowed ? UploadVerdict.Retry : UploadVerdict.SetAside,
        _ => OfStatus(status, tries),
    };

    /// <summary>Whether the box's own file is other than its journal says.</summary>
    public static bool BlamesTheFile(string? code) => code is "segment_hash_wrong" or "segment_length_wrong";

    private static UploadVerdict OfStatus(GrpcStatusCode status, int tries) => status switch
    {
        GrpcStatusCode.ResourceExhausted => UploadVerdict.Pause,
        GrpcStatusCode.InvalidArgument or GrpcStatusCode.AlreadyExists or GrpcStatusCode.OutOfRange => UploadVerdict.SetAside,
        // A fault of the hub's that only this segment meets must not hold up the others.
        GrpcStatusCode.Internal or GrpcStatusCode.Unknown or GrpcStatusCode.DataLoss when tries >= TriesAllowed => UploadVerdict.SetAsideForNow,
        _ => UploadVerdict.LinkDown,
    };
}
