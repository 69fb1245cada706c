using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Recordings;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Lessons;

/// <summary>The lessons' part of the conversation with a box (v1/lessons.proto).</summary>
internal sealed class LessonLink(LessonDesk desk, LessonBell bell, LessonTeller teller, LessonStarts starts, PairingStore pairings)
{
    private const int DefaultMinutes = 45;

    /// <summary>Its part is the first that a box is told; an empty one ends what it may still believe.</summary>
    public void Entered(LinkSession session)
    {
        teller.Repeat(session);
        WakeFor(session);
    }

    public void Left(LinkSession session) => WakeFor(session);

    public async Task HearAsync(LinkSession session, LessonReport report, CancellationToken cancellationToken)
    {
        var roomId = session.Agent.RoomId;
        // Of a lesson that is over meanwhile: what the box kept is not needed any more.
        if (desk.Find(report.LessonId) is null) return;
        await desk.ChangeAsync(report.LessonId, (LinkedLesson lesson, DateTimeOffset now, out LinkedLesson next) => LessonReports.Take(lesson, roomId, report, now, out next), cancellationToken);
    }

    /// <summary>The answer to an act is the part in which it is so, or a refusal.</summary>
    public async Task HearAsync(LinkSession session, LessonAct act, CancellationToken cancellationToken)
    {
        if (!DescriptionRules.IsId(act.ActId))
        {
            Refuse(session, act, new LessonFault("act_invalid", "act_id must be 32 lower-case hex digits."));
            return;
        }
        var fault = act.ActCase switch
        {
            LessonAct.ActOneofCase.Start => await StartAsync(session, act, cancellationToken),
            LessonAct.ActOneofCase.Invite => await InviteAsync(session.Agent.RoomId, act.LessonId, act.Invite, cancellationToken),
            LessonAct.ActOneofCase.None => new LessonFault("act_unknown", "The hub does not know this act."),
            _ => await desk.ChangeAsync(act.LessonId, Change(session.Agent.RoomId, act), cancellationToken),
        };
        if (fault is not null) Refuse(session, act, fault);
        else teller.Repeat(session);
    }

    /// <summary>What this room can begin.</summary>
    public async Task AskedAsync(LinkSession session, CancellationToken cancellationToken)
    {
        var choices = new LessonChoices();
        foreach (var pairing in await pairings.OfRoomAsync(session.Agent.RoomId, cancellationToken))
        {
            var choice = new LessonChoice { PairingId = pairing.Id, Name = pairing.Name, Mode = LessonParts.Mode(pairing.Mode) };
            choice.Receivers.AddRange(pairing.Receivers.Select(room => new Protocol.V1.LessonRoom
            {
                RoomId = room.RoomId,
                RoomName = room.RoomName,
                SchoolName = room.SchoolName,
                Role = Protocol.V1.LessonRole.Receiver,
                Online = teller.IsOnline(room.RoomId),
            }));
            choices.Pairings.Add(choice);
        }
        session.Send(new HubMessage { LessonChoices = choices });
    }

    /// <summary>A thousand boxes that come back at once are none of its business, but for those in lessons.</summary>
    private void WakeFor(LinkSession session)
    {
        if (teller.HasPart(session.Agent.RoomId)) bell.Wake();
    }

    private async Task<LessonFault?> StartAsync(LinkSession session, LessonAct act, CancellationToken cancellationToken)
    {
        var roomId = session.Agent.RoomId;
        var pairing = (await pairings.OfRoomAsync(roomId, cancellationToken)).FirstOrDefault(pairing => pairing.Id == act.Start.PairingId);
        if (pairing is null) return new LessonFault("pairing_unknown", "This room can begin no lesson of that pairing.");
        var minutes = act.Start.Minutes == 0 ? DefaultMinutes : (int)Math.Min(act.Start.Minutes, int.MaxValue);
        var wish = new LessonWish(EnrolmentDesk.Clean(act.Start.Title, 200), EnrolmentDesk.Clean(act.Start.Teacher, 200), Start: null, minutes);
        return (await starts.AddAsync(pairing, wish, $"room {roomId}", act.ActId, cancellationToken)).Fault;
    }

    /// <summary>Into the running lesson: of the rooms with which the host has a pairing.</summary>
    private async Task<LessonFault?> InviteAsync(string hostId, string lessonId, string roomId, CancellationToken cancellationToken)
    {
        var paired = (await pairings.OfRoomAsync(hostId, cancellationToken)).Where(pairing => pairing.Host.RoomId == hostId).SelectMany(pairing => pairing.Receivers);
        if (paired.FirstOrDefault(room => room.RoomId == roomId) is not { } invited) return new LessonFault("room_not_paired", "This room has no pairing with that one.");
        return await desk.ChangeAsync(
            lessonId,
            (LinkedLesson lesson, DateTimeOffset _, out LinkedLesson next) =>
            {
                next = lesson;
                return lesson.Host.RoomId == hostId ? LessonActs.Invite(lesson, invited.Part(LessonRole.Receiver), out next) : LessonFault.NotHost;
            },
            cancellationToken);
    }

    private static LessonChange Change(string roomId, LessonAct act) => (LinkedLesson lesson, DateTimeOffset now, out LinkedLesson next) =>
    {
        next = lesson;
        var isHost = lesson.Host.RoomId == roomId;
        switch (act.ActCase)
        {
            case LessonAct.ActOneofCase.Hand:
                return LessonActs.Hand(lesson, roomId, act.Hand, now, out next);
            case LessonAct.ActOneofCase.Mute:
                return LessonActs.Mute(lesson, roomId, act.Mute, out next);
            case LessonAct.ActOneofCase.Help:
                return LessonActs.Help(lesson, roomId, act.Help, out next);
            case LessonAct.ActOneofCase.GiveFloor:
                return isHost ? LessonActs.Floor(lesson, act.GiveFloor.Length == 0 ? null : act.GiveFloor, out next) : LessonFault.NotHost;
            case LessonAct.ActOneofCase.Layout:
                return isHost ? LessonActs.Layout(lesson, LessonParts.Layout(act.Layout), out next) : LessonFault.NotHost;
            case LessonAct.ActOneofCase.Leave:
                return LessonActs.Leave(lesson, roomId, out next);
            case LessonAct.ActOneofCase.End when !lesson.IsRunning:
                return LessonFault.NotRunning;
            case LessonAct.ActOneofCase.End:
                if (!LessonActs.MayEnd(lesson, roomId)) return LessonFault.NotHost;
                next = LessonCourse.Finish(lesson, now, LessonEnd.Host);
                return null;
            default:
                return new LessonFault("act_unknown", "The hub does not know this act.");
        }
    };

    private static void Refuse(LinkSession session, LessonAct act, LessonFault fault) =>
        session.Send(new HubMessage { LessonRefusal = new LessonRefusal { ActId = EnrolmentDesk.Clean(act.ActId, 64), Code = fault.Code, Message = fault.Message } });
}
