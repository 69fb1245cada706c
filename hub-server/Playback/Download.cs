namespace Tongtang.HubServer.Playback;

internal enum DownloadState
{
    Queued,
    Running,
    Ready,
    Failed,
}

/// <summary>Body of <c>POST /api/v1/recordings/{id}/downloads</c>.</summary>
internal sealed record CreateDownload(string View);

/// <summary>Why a file could not be made.</summary>
internal sealed record DownloadError(string Code, string Detail);

/// <summary>A view as one MP4 file, asked for.</summary>
/// <param name="Progress">0 to 1.</param>
/// <param name="Url">Where the file is, once it is ready.</param>
/// <param name="Bytes">Its length, once it is known.</param>
internal sealed record Download(string Id, DownloadState State, double Progress, string? Url, long? Bytes, DownloadError? Error);

/// <summary>One in line or being made.</summary>
internal sealed class DownloadJob(string id, string recordingId, string view, CancellationTokenSource cancellation) : IProgress<long>
{
    private long _written;

    public string Id => id;

    public string RecordingId => recordingId;

    public string View => view;

    public CancellationTokenSource Cancellation => cancellation;

    public DownloadState State { get; set; } = DownloadState.Queued;

    public long? Bytes { get; set; }

    public double Progress => Bytes is > 0 and var bytes ? Math.Round((double)Volatile.Read(ref _written) / bytes, 4) : 0;

    public void Report(long value) => Volatile.Write(ref _written, value);
}
