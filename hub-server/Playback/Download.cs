namespace Tongtang.HubServer.Playback;

internal enum DownloadState
{
    Queued,
    Running,
    Ready,
    Failed,
}

/// <summary>How a file is made.</summary>
internal enum DownloadKind
{
    /// <summary>As it was recorded, nothing encoded.</summary>
    Copy,

    /// <summary>With the name of whoever fetches it in its picture.</summary>
    Marked,

    /// <summary>As an <see cref="EditedWish"/> says.</summary>
    Edited,
}

/// <summary>Body of <c>POST /api/v1/recordings/{id}/downloads</c>.</summary>
internal sealed record CreateDownload(string View);

/// <summary>How two views share a picture.</summary>
internal enum EditedLayout
{
    /// <summary>One view alone.</summary>
    Single,

    /// <summary>The second one small in a corner.</summary>
    PictureInPicture,

    SideBySide,
}

/// <summary>Body of <c>POST /api/v1/recordings/{id}/edited-downloads</c>: what an edited file (精品课) shows, 1920×1080.</summary>
/// <param name="View">The view that fills the picture, and is heard.</param>
/// <param name="Layout">How the second one stands beside it.</param>
/// <param name="Second">The other view; null with one alone.</param>
/// <param name="TitleCard">Four seconds of title, teacher, school, subject and day before it.</param>
internal sealed record EditedWish(string View, EditedLayout Layout, string? Second = null, bool TitleCard = true);

/// <summary>Why a file could not be made.</summary>
internal sealed record DownloadError(string Code, string Detail);

/// <summary>A view as one MP4 file, asked for.</summary>
/// <param name="Progress">0 to 1.</param>
/// <param name="Url">Where the file is, once it is ready.</param>
/// <param name="Bytes">Its length, once it is known.</param>
/// <param name="Kind">How it is made.</param>
internal sealed record Download(string Id, DownloadState State, double Progress, string? Url, long? Bytes, DownloadError? Error, DownloadKind Kind);

/// <summary>One in line or being made.</summary>
internal sealed class DownloadJob(DownloadRow row, CancellationTokenSource cancellation) : IProgress<long>
{
    private (double From, double To) _part = (0, 1);
    private double _progress;

    public string Id => row.Id;

    public string RecordingId => row.RecordingId;

    public string View => row.View;

    public DownloadRow Row => row;

    public CancellationTokenSource Cancellation => cancellation;

    public DownloadState State { get; set; } = DownloadState.Queued;

    public long? Bytes { get; set; }

    /// <summary>Of what is being written just now.</summary>
    public long Expected { get; set; }

    public double Progress => Math.Round(Volatile.Read(ref _progress), 4);

    /// <summary>What is told from now on is this part of the whole.</summary>
    public void Enter(double from, double to) => _part = (from, to);

    public void Report(long value) => Tell(Expected > 0 ? (double)value / Expected : 0);

    public void Tell(double share) => Volatile.Write(ref _progress, _part.From + ((_part.To - _part.From) * Math.Clamp(share, 0, 1)));
}
