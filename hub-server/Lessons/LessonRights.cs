namespace Tongtang.HubServer.Lessons;

/// <summary>
/// What each mode allows the rooms. In all of them the host begins, ends, lays out, invites, and gives and takes the floor.
/// </summary>
/// <param name="ReceiverBegins">A receiving room may begin and end it too: there is a teacher in each room.</param>
/// <param name="TakesFreeFloor">A receiver that raises its hand while nobody has the floor has it.</param>
/// <param name="MaySpeak">A receiver can be given the floor at all.</param>
/// <param name="MayBeFullDuplex">Rooms with echo-cancelled sound may be heard together.</param>
internal sealed record LessonRights(bool ReceiverBegins, bool TakesFreeFloor, bool MaySpeak, bool MayBeFullDuplex)
{
    public static LessonRights Of(LessonMode mode) => mode switch
    {
        LessonMode.Dedicated => new LessonRights(ReceiverBegins: false, TakesFreeFloor: false, MaySpeak: true, MayBeFullDuplex: true),
        LessonMode.DualTeacher => new LessonRights(ReceiverBegins: true, TakesFreeFloor: true, MaySpeak: true, MayBeFullDuplex: true),
        LessonMode.MasterTeacher => new LessonRights(ReceiverBegins: false, TakesFreeFloor: false, MaySpeak: true, MayBeFullDuplex: false),
        _ => new LessonRights(ReceiverBegins: false, TakesFreeFloor: false, MaySpeak: false, MayBeFullDuplex: false),
    };
}
