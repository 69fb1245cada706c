using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Devices;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Live;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.Visits;

/// <summary>Begins notes: takes the picture of the moment from the room's box, which nobody could have painted in a browser.</summary>
internal sealed class NoteDesk(
    RoomStore rooms, LimitBook limits, LivePictures pictures, NoteStore notes, VisitsSettings settings, TimeProvider time)
{
    /// <summary>Either a note or why there is none.</summary>
    /// <param name="caller">Its author.</param>
    /// <param name="roomId">The room.</param>
    /// <param name="source">Whose picture is taken; null: none is.</param>
    /// <param name="text">As <see cref="NoteText"/> lets it through.</param>
    /// <param name="cancellationToken">The author waits no longer.</param>
    public async Task<(VisitNote? Note, ProblemHttpResult? Refusal)> BeginAsync(Caller caller, string roomId, string? source, string text, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(caller.Scope, roomId, cancellationToken) is not { } room) return (null, LiveWatch.RoomUnknown());
        var at = time.GetUtcNow();
        byte[]? picture = null;
        if (source is not null)
        {
            if (await limits.IsForbiddenAsync(roomId, LimitBook.CameraPicture, cancellationToken)) return (null, LiveWatch.Forbidden());
            if (!pictures.IsThere(roomId)) return (null, Problems.Conflict("agent_offline", "The room's box is not connected."));
            if (room.State?.Sources.Any(known => known.Name == source) != true) return (null, Problems.Missing("live_source_unknown", "The room has no such source."));
            picture = await pictures.TakeAsync(roomId, Watcher.Of(caller), source, cancellationToken);
            if (picture is null) return (null, Problems.Conflict("picture_none", "No picture of this source came within five seconds; a note can be written without one."));
        }
        var state = room.State;
        var note = new NewNote(
            NodeId.New(time), roomId, Watcher.Of(caller).Id, caller.Name, at.ToUnixTimeMilliseconds(), source ?? "", state?.RecordingId, state?.Title ?? "", state?.Teacher ?? "", text, picture);
        return await notes.AddAsync(note, settings.NotesPerRoom, cancellationToken)
            ? (await notes.FindAsync(caller, note.Id, cancellationToken), null)
            : (null, Problems.Conflict("notes_full", $"The room has {settings.NotesPerRoom} notes already; delete some first."));
    }
}
