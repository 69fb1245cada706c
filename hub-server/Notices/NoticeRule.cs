using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Alarms;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Notices;

internal enum NoticeLanguage
{
    ZhCn,
    En,
}

/// <summary>What somebody wants to be told, and how.</summary>
internal sealed record NoticeRule
{
    public required string Id { get; init; }

    /// <summary>Null for what a group or a program gets.</summary>
    public string? AccountId { get; init; }

    public required string ChannelId { get; init; }

    public required ChannelKind ChannelKind { get; init; }

    public required string Address { get; init; }

    public required IReadOnlyList<AlarmSeverity> Severities { get; init; }

    /// <summary>None: all.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>None: all that may be seen.</summary>
    public required IReadOnlyList<TreePlace> Places { get; init; }

    /// <summary>What its owner may see now.</summary>
    public required Scope Sight { get; init; }

    public QuietHours? Quiet { get; init; }

    /// <summary>What is urgent is told in quiet hours, too.</summary>
    public bool UrgentAlways { get; init; }

    public bool TellCleared { get; init; }

    public NoticeLanguage Language { get; init; }

    public long Overflow { get; init; }

    public DateTimeOffset SentAt { get; init; }

    public bool Wants(AlarmSeverity severity, string kind, ScopePath path) => Severities.Contains(severity)
        && (Kinds.Count == 0 || Kinds.Contains(kind, StringComparer.Ordinal))
        && Sight.Covers(path)
        && (Places.Count == 0 || Scope.Of(Places).Covers(path));

    public static string Text(IEnumerable<TreePlace> places) => string.Join(',', places.Select(place => $"{place.Kind.Word()}:{place.Id}"));

    public static IReadOnlyList<TreePlace> PlacesOf(string text) =>
        [.. Split(text).Select(place => place.Split(':', 2)).Select(parts => TreePlace.Of(parts[0], parts[1]))];

    public static IReadOnlyList<string> Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
