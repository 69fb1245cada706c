using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Panel;

/// <summary>What is recorded, seen and heard, for <see cref="StatusReader"/>.</summary>
internal sealed class LessonSection(Recorder recorder, SnapshotBoard board)
{
    public IReadOnlyList<ChangeSignal> Changes => [recorder.Changed, board.Changed];

    public RecorderView Read()
    {
        var status = recorder.Status;
        return new RecorderView(
            status.State,
            status.RecordingId,
            status.RecordingId is null ? null : status.Title,
            status.RecordingId is null ? null : status.Teacher,
            status.RecordingId is null ? null : status.Lesson,
            status.StartedAt,
            Math.Round(status.Elapsed.TotalSeconds, 1),
            status.PlannedEnd,
            status.UndoUntil,
            status.Covered,
            [.. status.Sources.Select(Read)]);
    }

    private SourceView Read(SourceStatus source)
    {
        var sound = board.Sound(source.Name);
        var picture = board.Picture(source.Name) ?? (source.State == SourceState.Cold ? board.LastPicture(source.Name) : null);
        return new SourceView(
            source.Name,
            source.Role,
            source.State,
            source.Bytes,
            source.LastFrameAt,
            sound is null ? null : Math.Round(sound.RmsDb, 1),
            sound is null ? null : Math.Round(sound.PeakDb, 1),
            source.Problem.Length == 0 ? null : source.Problem,
            source.ProblemCode.Length == 0 ? null : source.ProblemCode,
            picture is null ? null : $"/api/v1/pictures/{source.Name}?at={picture.TakenAt.ToUnixTimeMilliseconds()}",
            picture?.TakenAt);
    }
}
