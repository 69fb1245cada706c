using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Lessons;

/// <summary>A room in a pairing.</summary>
internal sealed record PairingRoom(string RoomId, string RoomName, string SchoolId, string SchoolName, string RegionId, string RegionName)
{
    public LessonRoom Part(LessonRole role) => new()
    {
        RoomId = RoomId,
        RoomName = RoomName,
        SchoolId = SchoolId,
        SchoolName = SchoolName,
        RegionId = RegionId,
        RegionName = RegionName,
        Role = role,
    };

    public bool IsIn(Scope scope) => scope.Covers(new ScopePath(RegionId, SchoolId, RoomId));
}

/// <summary>
/// Rooms that are taught together: one host, one to three receivers. Whoever makes one must command all of its rooms. From
/// then on whoever commands the host's room may begin its lessons, though the receivers may be another school's: that they
/// belong together is what the pairing says.
/// </summary>
/// <param name="Purpose">For people, at most 500 characters.</param>
/// <param name="Record">The host's room records each lesson.</param>
/// <param name="FullDuplex">All are heard at once: only where each room has echo-cancelled sound, and the mode allows it.</param>
/// <param name="ValidFrom">Lessons begin at or after this; null: from ever.</param>
/// <param name="ValidUntil">Lessons begin before this; null: for ever.</param>
internal sealed record Pairing(
    string Id,
    string Name,
    string Purpose,
    LessonMode Mode,
    LayoutKind Layout,
    bool Record,
    bool FullDuplex,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidUntil,
    PairingRoom Host,
    IReadOnlyList<PairingRoom> Receivers,
    string CreatedBy,
    DateTimeOffset CreatedAt)
{
    public bool IsValidAt(DateTimeOffset at) => (ValidFrom is not { } from || at >= from) && (ValidUntil is not { } until || at < until);

    /// <summary>A lesson of this pairing, planned.</summary>
    public LinkedLesson Plan(string id, string title, string teacher, DateTimeOffset start, TimeSpan length, string requestedBy) => new()
    {
        Id = id,
        PairingId = Id,
        PairingName = Name,
        Mode = Mode,
        Title = title,
        Teacher = teacher,
        PlannedStart = start,
        PlannedEnd = start + length,
        Layout = new LessonLayout(Layout, ""),
        Record = Record,
        FullDuplex = FullDuplex,
        RequestedBy = requestedBy,
        Rooms = [Host.Part(LessonRole.Host), .. Receivers.Select(room => room.Part(LessonRole.Receiver))],
    };
}
