using Tongtang.HubServer.Alarms;

namespace Tongtang.HubServer.Notices;

internal enum NoticeState
{
    /// <summary>Goes into the next message.</summary>
    Waiting,

    /// <summary>Was told, and is held back while it repeats itself.</summary>
    Told,

    /// <summary>Is over; that is told when it stays so.</summary>
    Clearing,

    /// <summary>That it is over was told.</summary>
    Over,
}

/// <summary>What a rule knows of an alarm.</summary>
/// <param name="DueAt">When it goes into a message; null: it does not.</param>
internal sealed record NoticeItem(NoticeState State, DateTimeOffset? DueAt, DateTimeOffset? ToldAt);

/// <summary>An alarm as it is now.</summary>
/// <param name="SuppressedUntil">By a person, or because its room is worked on.</param>
internal sealed record NoticeFacts(bool IsOpen, bool IsAcknowledged, AlarmSeverity Severity, DateTimeOffset? SuppressedUntil);

/// <summary>What an alarm's change means for one who wants to be told of it. Pure.</summary>
internal static class NoticePlan
{
    /// <returns>What the rule knows from now on; null: nothing.</returns>
    public static NoticeItem? After(NoticeFacts alarm, NoticeItem? item, bool tellCleared, DateTimeOffset now, NoticesSettings settings) =>
        alarm.IsOpen ? Open(alarm, item, now, settings) : Cleared(alarm, item, tellCleared, now, settings);

    private static NoticeItem? Open(NoticeFacts alarm, NoticeItem? item, DateTimeOffset now, NoticesSettings settings)
    {
        // Somebody sees to it: nobody else is called.
        if (alarm.IsAcknowledged) return item is null or { State: NoticeState.Waiting, ToldAt: null } ? null : item with { State = NoticeState.Told, DueAt = null };
        var suppressed = alarm.SuppressedUntil is { } until && until > now ? until : (DateTimeOffset?)null;
        var due = suppressed ?? now + settings.GroupWindow;
        return item switch
        {
            null => new NoticeItem(NoticeState.Waiting, due, null),
            { State: NoticeState.Waiting } => suppressed > item.DueAt ? item with { DueAt = suppressed } : item.DueAt > due ? item with { DueAt = due } : item,
            { State: NoticeState.Over } => item with { State = NoticeState.Waiting, DueAt = due },
            _ when suppressed is not null || item.ToldAt + settings.RepeatAfter <= now => item with { State = NoticeState.Waiting, DueAt = due },
            _ => item with { State = NoticeState.Told, DueAt = null },
        };
    }

    private static NoticeItem? Cleared(NoticeFacts alarm, NoticeItem? item, bool tellCleared, DateTimeOffset now, NoticesSettings settings) => item switch
    {
        null or { State: NoticeState.Waiting, ToldAt: null } => null,
        { State: NoticeState.Clearing or NoticeState.Over } => item,
        _ when tellCleared && alarm.Severity == AlarmSeverity.Critical => item with { State = NoticeState.Clearing, DueAt = now + settings.ClearedAfter },
        _ => item with { State = NoticeState.Told, DueAt = null },
    };
}
