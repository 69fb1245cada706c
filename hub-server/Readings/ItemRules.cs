using System.Buffers;
using Google.Protobuf.Collections;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Readings;

/// <summary>What is wrong with an item: a stable code, and English for the box's log.</summary>
internal sealed record ItemFault(string Code, string Message);

/// <summary>
/// The limits that stand in readings.proto. Pure. What breaks a batch is told by an error; what breaks an item rejects
/// that item and keeps the others.
/// </summary>
internal static class ItemRules
{
    public const int MaxItems = 1000;
    public const int MaxDetails = 32;

    private const int LongestSubject = 200;
    private const int LongestDetail = 2000;
    private const double LargestValue = 1e100;

    private static readonly SearchValues<char> s_id = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly SearchValues<char> s_key = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-");
    private static readonly SearchValues<char> s_device = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");
    private static readonly SearchValues<char> s_name = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
    private static readonly SearchValues<char> s_reason = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_");

    /// <summary>What is wrong with the batch as a whole, or null.</summary>
    public static ItemFault? Fault(ItemBatch batch)
    {
        if (batch.Items.Count > MaxItems || batch.Gaps.Count > MaxItems)
            return new ItemFault("batch_too_large", $"A batch has {batch.Items.Count} items and {batch.Gaps.Count} gaps; allowed: {MaxItems} of each. Send more batches instead.");
        if (!Is(batch.StoreEpoch, s_id, 64)) return Invalid("store_epoch must be 1 to 64 of A-Z a-z 0-9 . _ -");
        if (batch.ItemClass is < ItemClass.Alarm or > ItemClass.Backlog) return Invalid("item_class is not one that this hub knows.");
        var before = 0ul;
        foreach (var item in batch.Items)
        {
            if (item.Sequence <= before || item.Sequence > long.MaxValue) return Invalid($"sequence {item.Sequence} comes after {before}; sequences start at 1 and rise.");
            before = item.Sequence;
        }
        before = 0;
        foreach (var gap in batch.Gaps)
        {
            if (gap.FirstSequence <= before || gap.LastSequence < gap.FirstSequence || gap.LastSequence > long.MaxValue)
                return Invalid($"the gap from {gap.FirstSequence} to {gap.LastSequence} comes after {before}; gaps start at 1, rise and do not overlap.");
            if (!Is(gap.Reason, s_reason, 32)) return Invalid($"the gap from {gap.FirstSequence} needs a reason of 1 to 32 of a-z _");
            before = gap.LastSequence;
        }
        return null;
    }

    /// <summary>What is wrong with an item, or null; but for the names of a series, see <see cref="FaultOfSeries"/>.</summary>
    public static ItemFault? Fault(Item item) =>
        FaultOfTime(item) ?? (item.BodyCase == Item.BodyOneofCase.Reading ? FaultOfValue(item.Reading.Value) : FaultOfBody(item));

    /// <summary>The same, of an item that was settled before: all that can be said without looking at the room.</summary>
    public static ItemFault? FaultOfRepeat(Item item) =>
        Fault(item) ?? (item.BodyCase == Item.BodyOneofCase.Reading ? FaultOfSeries(item.Reading.Device, item.Reading.Name) : null);

    private static ItemFault? FaultOfTime(Item item)
    {
        if (item.BootId.Length > 0 && !Is(item.BootId, s_id, 64)) return new ItemFault("boot_invalid", "boot_id must be at most 64 of A-Z a-z 0-9 . _ -");
        if (item.TimeMs != 0)
            return BootTime.IsTime(item.TimeMs) ? null : new ItemFault("time_invalid", $"time_ms is {item.TimeMs}; allowed: the years 2000 to 2099, or 0 while the clock is unknown.");
        if (item.BootId.Length == 0) return new ItemFault("boot_invalid", "time_ms is 0 and boot_id is empty: nobody can ever know when it was.");
        return BootTime.IsMonotonic(item.MonotonicMs) ? null : new ItemFault("time_invalid", $"monotonic_ms is {item.MonotonicMs}; allowed: from 0, less than 20 years.");
    }

    private static ItemFault? FaultOfValue(double value)
    {
        if (!double.IsFinite(value)) return new ItemFault("value_not_finite", "value is NaN or infinite.");
        return Math.Abs(value) > LargestValue ? new ItemFault("value_too_large", "value is beyond 1e100.") : null;
    }

    /// <summary>Looked at when the room has no such series yet.</summary>
    public static ItemFault? FaultOfSeries(string device, string name)
    {
        if (!Is(device, s_device, 64) || !char.IsAsciiLetterOrDigit(device[0])) return new ItemFault("device_invalid", "device must be [a-z0-9][a-z0-9._-]{0,63}: agent, or the id of a device of this room.");
        return IsName(name) ? null : new ItemFault("name_invalid", "name must be [a-z][a-z0-9_]{0,63}.");
    }

    private static ItemFault? FaultOfBody(Item item) => item.BodyCase switch
    {
        Item.BodyOneofCase.Event => Fault(item.Event.Kind, item.Event.Subject, item.Event.Details),
        Item.BodyOneofCase.Alarm => Fault(item.Alarm),
        Item.BodyOneofCase.CommandResult => item.CommandResult.CalculateSize() > 2 * LongestDetail ? TooLong("command_result") : null,
        _ => new ItemFault("body_unknown", "The item has no body, or one that this hub does not know yet."),
    };

    private static ItemFault? Fault(Alarm alarm)
    {
        if (!Is(alarm.Key, s_key, 128)) return new ItemFault("key_invalid", "key must be 1 to 128 of A-Z a-z 0-9 . _ / -");
        if (alarm.Change is < AlarmChange.Raised or > AlarmChange.Forgotten) return new ItemFault("change_missing", "change must be raised, cleared, changed or forgotten.");
        if (alarm.RecordingId.Length > 64) return TooLong("recording_id");
        return Fault(alarm.Kind, alarm.Subject, alarm.Details);
    }

    private static ItemFault? Fault(string kind, string subject, MapField<string, string> details)
    {
        if (!IsName(kind)) return new ItemFault("kind_invalid", "kind must be [a-z][a-z0-9_]{0,63}.");
        if (subject.Length > LongestSubject) return TooLong("subject");
        if (details.Count > MaxDetails) return new ItemFault("text_too_long", $"There are {details.Count} details; allowed: {MaxDetails}.");
        foreach (var (key, value) in details)
        {
            if (key.Length is 0 or > 64) return TooLong("the key of a detail");
            if (value.Length > LongestDetail) return TooLong("a detail");
        }
        return null;
    }

    private static ItemFault TooLong(string what) =>
        new("text_too_long", $"{what} is too long; allowed: subject {LongestSubject}, keys of details 64, details {LongestDetail} characters.");

    private static ItemFault Invalid(string message) => new("batch_invalid", message);

    private static bool IsName(string text) => Is(text, s_name, 64) && char.IsAsciiLetterLower(text[0]);

    private static bool Is(string text, SearchValues<char> allowed, int longest) => text.Length > 0 && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(allowed);
}
