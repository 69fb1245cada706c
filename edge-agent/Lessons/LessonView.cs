using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Playback;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Live;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Lessons;

internal enum LessonLight
{
    None,
    Green,
    Amber,
    Red,
}

/// <param name="Codes">What is wrong, stable; pages have words for it.</param>
internal sealed record LessonCheckView(LessonLight Picture, LessonLight Sound, LessonLight Line, IReadOnlyList<string> Codes, uint RoundTripMs);

/// <param name="HandRaisedAt">Null: its hand is down.</param>
/// <param name="Check">Null: nothing was told yet.</param>
internal sealed record LessonRoomView(
    string RoomId,
    string RoomName,
    string SchoolName,
    LessonRole Role,
    bool IsSelf,
    bool Online,
    DateTimeOffset? HandRaisedAt,
    bool HasFloor,
    bool Muted,
    bool WantsHelp,
    LessonCheckView? Check);

/// <summary>One source of another room.</summary>
/// <param name="Address">Of its WebSocket on this box.</param>
/// <param name="Heard">Its sound is to be played.</param>
/// <param name="State">waiting, live, lost or ended.</param>
/// <param name="Since">UTC by this box's clock, since when it is so.</param>
internal sealed record LessonSourceView(string RoomId, string Source, string Role, string Address, bool HasPicture, bool Heard, LiveCondition State, DateTimeOffset Since);

/// <summary>The linked lesson that the room takes part in, as its pages show it. Times are UTC by this box's clock.</summary>
/// <param name="Layout">side-by-side, one-large or picture-in-picture.</param>
/// <param name="MainSource">Of the host, shown large; null: the first.</param>
/// <param name="Volume">How loud the page plays, 0 to 100.</param>
/// <param name="HubRecordingId">What the hub has of the lesson, below <c>/media/lesson/</c> while the lesson runs; null: nothing yet.</param>
/// <param name="ShowsRecorded">It is played while the host is lost.</param>
internal sealed record LessonView(
    string LessonId,
    LessonMode Mode,
    LessonPhase Phase,
    LessonRole Role,
    string Title,
    string Teacher,
    DateTimeOffset PlannedStart,
    DateTimeOffset PlannedEnd,
    LessonLayoutKind Layout,
    string? MainSource,
    bool FullDuplex,
    IReadOnlyList<LessonRoomView> Rooms,
    IReadOnlyList<LessonSourceView> Sources,
    LessonCheckView? Check,
    int Volume,
    string? RecordingId,
    string? HubRecordingId,
    bool ShowsRecorded,
    string? ProblemCode,
    string? Problem);

/// <summary>The lesson for the pages of this room.</summary>
internal sealed class LessonReader(LessonBoard board, Receptions receptions, DisplayBoard display, HubClock clock)
{
    public IReadOnlyList<ChangeSignal> Changes => [board.Changed, receptions.Changed];

    /// <summary>Null: the room has no part in any.</summary>
    public LessonView? Read()
    {
        var status = board.Status;
        if (status.Part is not { } part) return null;
        var (code, text) = status.ProblemCode.Length > 0 ? (status.ProblemCode, status.Problem) : display.Problem;
        return new LessonView(
            part.LessonId,
            Enum.IsDefined(part.Mode) ? part.Mode : LessonMode.Unspecified,
            part.Phase,
            part.Role,
            part.Title,
            part.Teacher,
            Local(part.PlannedStartMs),
            Local(part.PlannedEndMs),
            part.Layout is { } layout && Enum.IsDefined(layout.Kind) && layout.Kind != LessonLayoutKind.Unspecified ? layout.Kind : LessonLayoutKind.SideBySide,
            part.Layout?.MainSource is { Length: > 0 } main ? main : null,
            part.FullDuplex,
            [.. part.Rooms.Select(room => Of(room, status.RoomId))],
            [.. LessonSources.Shown(part, status.RoomId).Select(Of)],
            Of(status.Check),
            board.Volume,
            status.RecordingId.Length > 0 ? status.RecordingId : null,
            part.RecordingId.Length > 0 ? part.RecordingId : null,
            board.ShowsRecorded,
            code.Length > 0 ? code : null,
            text.Length > 0 ? text : null);
    }

    private LessonRoomView Of(LessonRoom room, string roomId) => new(
        room.RoomId,
        room.RoomName,
        room.SchoolName,
        room.Role,
        room.RoomId == roomId,
        room.Online,
        room.HandRaisedMs > 0 ? Local(room.HandRaisedMs) : null,
        room.HasFloor,
        room.Muted,
        room.WantsHelp,
        Of(room.Check));

    private LessonSourceView Of(ShownSource shown)
    {
        var reception = receptions.Find(shown.Room.RoomId, shown.Source)?.Status;
        var since = reception?.Since ?? clock.UtcNow;
        return new LessonSourceView(
            shown.Room.RoomId, shown.Source, shown.Role, $"/live/{shown.Room.RoomId}/{shown.Source}", shown.HasPicture, shown.IsHeard, reception?.State.Condition ?? LiveCondition.Waiting, Local(since.ToUnixTimeMilliseconds()));
    }

    private DateTimeOffset Local(long hubMs) => DateTimeOffset.FromUnixTimeMilliseconds(hubMs) - (clock.Offset ?? TimeSpan.Zero);

    private static LessonCheckView? Of(LessonCheck? check) =>
        check is null ? null : new LessonCheckView(Light(check.Picture), Light(check.Sound), Light(check.Line), [.. check.Codes.Take(16)], check.RoundTripMs);

    private static LessonLight Light(LessonCheckResult result) => result switch
    {
        LessonCheckResult.Green => LessonLight.Green,
        LessonCheckResult.Amber => LessonLight.Amber,
        LessonCheckResult.Red => LessonLight.Red,
        _ => LessonLight.None,
    };
}
