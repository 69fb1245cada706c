namespace Tongtang.HubServer.Visits;

/// <summary>Somebody's watching of one room.</summary>
/// <param name="Watcher">The account's or the token's name; of a link, who made it.</param>
/// <param name="Viewers">The most at once: of a link several may watch.</param>
/// <param name="SeenAt">Until when it is known to have gone on.</param>
/// <param name="EndedAt">Null while it goes on.</param>
internal sealed record WatchItem(
    string Id,
    string RoomId,
    string RoomName,
    string SchoolName,
    WatcherKind Kind,
    string Watcher,
    IReadOnlyList<string> Sources,
    int Viewers,
    DateTimeOffset BeganAt,
    DateTimeOffset SeenAt,
    DateTimeOffset? EndedAt);

/// <summary>What somebody noted while watching.</summary>
/// <param name="Mine">The caller wrote it, and may change and delete it.</param>
/// <param name="At">When it was begun, which is when its picture was taken.</param>
/// <param name="Source">Whose picture it has; null: it has none.</param>
/// <param name="Title">Of the lesson then; empty when none was recorded.</param>
/// <param name="RecordingId">Null when nothing was recorded, or the hub does not have it.</param>
/// <param name="AtSeconds">Where in the recording; null without one.</param>
/// <param name="Text">As it was written, with its line breaks; empty until somebody writes.</param>
internal sealed record VisitNote(
    string Id,
    string RoomId,
    string RoomName,
    string SchoolName,
    string Author,
    bool Mine,
    DateTimeOffset At,
    string? Source,
    string Title,
    string Teacher,
    string? RecordingId,
    double? AtSeconds,
    string Text);

/// <summary>Body of <c>POST /api/v1/visit-notes</c>.</summary>
/// <param name="Source">Whose picture of this moment is taken; null for a note without one.</param>
/// <param name="Text">At most 2000 characters; may be written later.</param>
internal sealed record CreateVisitNote(string RoomId, string? Source = null, string? Text = null);

/// <summary>Body of <c>PATCH /api/v1/visit-notes/{id}</c>.</summary>
internal sealed record ChangeVisitNote(string Text);
