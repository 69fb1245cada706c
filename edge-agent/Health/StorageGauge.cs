using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Health;

/// <param name="FreeBytes">On the disk of the data folder.</param>
/// <param name="HoursLeft">How long the room can still be recorded before the recorder refuses to start.</param>
internal readonly record struct StorageLevel(long FreeBytes, double HoursLeft);

/// <summary>
/// How much can still be recorded. The rate is that of the recording that runs or ran last; before the first one it is
/// guessed from the sources. Thread safe.
/// </summary>
internal sealed class StorageGauge(DataFolder folder, Recorder recorder, Journal journal, StorageGuard guard)
{
    /// <summary>A 1080p camera by its usual setting, 4 Mbit/s.</summary>
    private const double GuessedPicture = 500_000;

    /// <summary>A microphone as it is encoded here, 64 kbit/s.</summary>
    private const double GuessedSound = 8000;

    /// <summary>Of the last recording before this start; looked up once.</summary>
    private readonly Lazy<double?> _before = new(journal.NewestRate);
    private readonly DriveInfo _drive = new(folder.Path);
    private readonly RecordingRate _rate = new();

    /// <param name="reclaimableBytes">What may be deleted as soon as room is needed, and so counts as free for the hours.</param>
    public StorageLevel Read(long reclaimableBytes = 0)
    {
        var free = _drive.AvailableFreeSpace;
        var usable = Math.Max(0, free + reclaimableBytes - guard.Room.RefuseStartBelow);
        return new StorageLevel(free, Math.Min(9999, usable / Rate(recorder.Status) / 3600));
    }

    private double Rate(RecorderStatus status) =>
        _rate.Look(status.State == RecorderState.Idle ? null : status.RecordingId, status.Elapsed, status.Sources.Sum(s => s.Bytes))
        ?? _before.Value
        ?? Math.Max(GuessedSound, status.Sources.Sum(source => source.Role == SourceRole.Audio ? GuessedSound : GuessedPicture));
}
