using System.Text.Json;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.Protocol.Durability;
using Tongtang.Protocol.Stores;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>An alarm that is raised.</summary>
/// <param name="RecordingId">The recording during which it began; empty: none.</param>
/// <param name="Untold">What of it is not known to be in the outbox yet.</param>
internal sealed record RaisedAlarm(string Key, string Kind, string Subject, IReadOnlyDictionary<string, string> Details, string RecordingId, DateTimeOffset RaisedAt, TimeSpan ClearAfter, AlarmChange Untold)
{
    public AlarmCondition Condition => new(Key, Kind, Subject, Details, TimeSpan.Zero, ClearAfter);
}

/// <summary>
/// The alarms that are raised, kept over restarts (<c>alarms.json</c>), and told to the hub through the outbox, each change
/// once: what is to be told is noted before and struck out after, and after a crash in between the outbox itself says
/// whether it has it.
/// </summary>
internal sealed partial class AlarmBook
{
    private readonly string _path;
    private readonly OutboxStore _outbox;
    private readonly TimeProvider _time;
    private readonly ILogger<AlarmBook> _logger;
    private Dictionary<string, RaisedAlarm> _raised = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<RaisedAlarm> _shown = [];

    /// <summary>The list was lost, and the hub has yet to be told.</summary>
    private bool _forgot;

    public AlarmBook(string path, OutboxStore outbox, StoreRepairs repairs, TimeProvider time, ILogger<AlarmBook> logger)
    {
        (_path, _outbox, _time, _logger) = (path, outbox, time, logger);
        Read(repairs);
        Show();
    }

    /// <summary>Raised when <see cref="Raised"/> has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<RaisedAlarm> Raised => _shown;

    /// <summary>Levels that microphones have at least while they work, dBFS, by source.</summary>
    public Dictionary<string, double> Floors { get; private set; } = [];

    /// <summary>So many evicted items have had their alarm.</summary>
    public long EvictedSeen { get; set; }

    /// <summary>What a crash left untold is told.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (_forgot)
        {
            await TellAsync(cancellationToken);
            return;
        }
        var untold = _raised.Values.Where(alarm => alarm.Untold != AlarmChange.Unspecified).ToList();
        if (untold.Count == 0) return;
        var stored = StoredChanges();
        foreach (var alarm in untold.Where(alarm => stored.GetValueOrDefault(alarm.Key) == alarm.Untold)) Strike(alarm);
        await TellAsync(cancellationToken);
    }

    public async Task TakeAsync(AlarmTurn turn, string? recordingId, CancellationToken cancellationToken)
    {
        var (key, condition) = (turn.Condition.Key, turn.Condition);
        var raised = _raised.GetValueOrDefault(key);
        if (turn.Change == AlarmChange.Raised)
        {
            _raised[key] = new RaisedAlarm(key, condition.Kind, condition.Subject, condition.Details, recordingId ?? "", _time.GetUtcNow(), condition.ClearAfter, AlarmChange.Raised);
            LogRaised(key);
        }
        else if (raised is not null && turn.Change == AlarmChange.Changed)
        {
            // What the hub has not heard of yet is raised with these.
            _raised[key] = raised with { Details = condition.Details, Untold = raised.Untold == AlarmChange.Raised ? AlarmChange.Raised : AlarmChange.Changed };
        }
        else if (raised is not null)
        {
            _raised[key] = raised with { Untold = AlarmChange.Cleared };
            LogCleared(key);
        }
        Save();
        Show();
        await TellAsync(cancellationToken);
    }

    /// <summary>Puts into the outbox what is not there yet; when it takes nothing, the next call tries again.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        if (_forgot && !await TryTellForgottenAsync(cancellationToken)) return;
        foreach (var alarm in _raised.Values.Where(alarm => alarm.Untold != AlarmChange.Unspecified).ToList())
        {
            try
            {
                await _outbox.AppendAsync(ItemClass.Alarm, new Item { Alarm = ToMessage(alarm) }, cancellationToken);
            }
            catch (OutboxException error)
            {
                LogUntold(alarm.Key, error.Code);
                return;
            }
            Strike(alarm);
            Save();
        }
    }

    /// <summary>Before anything that is raised anew; told twice after a crash it changes nothing for long.</summary>
    private async Task<bool> TryTellForgottenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _outbox.AppendAsync(ItemClass.Alarm, new Item { Alarm = new Alarm { Key = "alarms", Kind = "alarms", Change = AlarmChange.Forgotten } }, cancellationToken);
        }
        catch (OutboxException error)
        {
            LogUntold("alarms", error.Code);
            return false;
        }
        _forgot = false;
        Save();
        return true;
    }

    public void Save()
    {
        try
        {
            SealedFile.Write(_path, JsonSerializer.Serialize(new Page([.. _raised.Values], Floors, EvictedSeen, _forgot), JsonSerializerOptions.Web), DurableFile.Ordinary);
        }
        catch (IOException error)
        {
            // On a full disk the alarm itself goes first: the outbox makes room for it.
            LogUnsaved(error.Message);
        }
    }

    private void Strike(RaisedAlarm alarm)
    {
        if (alarm.Untold == AlarmChange.Cleared) _raised.Remove(alarm.Key);
        else _raised[alarm.Key] = alarm with { Untold = AlarmChange.Unspecified };
    }

    private void Show()
    {
        _shown = [.. _raised.Values.Where(alarm => alarm.Untold != AlarmChange.Cleared).OrderBy(alarm => alarm.RaisedAt)];
        Changed.Raise();
    }

    private void Read(StoreRepairs repairs)
    {
        if (!File.Exists(_path)) return;
        if (SealedFile.Read(_path, Parse, repairs, _time) is { } page)
        {
            (_raised, Floors, EvictedSeen, _forgot) = (page.Raised.ToDictionary(alarm => alarm.Key, StringComparer.Ordinal), page.Floors, page.EvictedSeen, page.Forgot);
            return;
        }
        // What still holds is raised again: to the hub it is the same alarm by its key.
        _forgot = true;
        Save();
    }

    private static Page Parse(string json)
    {
        var page = JsonSerializer.Deserialize<Page>(json, JsonSerializerOptions.Web);
        return page is { Raised: { } raised, Floors: not null } && raised.All(IsWhole) && raised.DistinctBy(alarm => alarm.Key).Count() == raised.Count ? page : throw new JsonException("it is no list of alarms");
    }

    private static bool IsWhole(RaisedAlarm alarm) => alarm is { Key: not null, Kind: not null, Subject: not null, Details: not null, RecordingId: not null };

    /// <summary>The last change of each alarm that is in the outbox's files.</summary>
    private Dictionary<string, AlarmChange> StoredChanges()
    {
        var stored = new Dictionary<string, AlarmChange>(StringComparer.Ordinal);
        for (var after = 0L; _outbox.Read(ItemClass.Alarm, after, 500, 1 << 20) is { } page;)
        {
            foreach (var item in page.Items.Where(item => item.Alarm is not null)) stored[item.Alarm.Key] = item.Alarm.Change;
            after = (long)Math.Max(page.Items.LastOrDefault()?.Sequence ?? 0, page.Gaps.LastOrDefault()?.LastSequence ?? 0);
        }
        return stored;
    }

    private static Alarm ToMessage(RaisedAlarm alarm)
    {
        var message = new Alarm { Key = alarm.Key, Kind = alarm.Kind, Subject = alarm.Subject, Change = alarm.Untold, RecordingId = alarm.RecordingId };
        message.Details.Add(new Dictionary<string, string>(alarm.Details, StringComparer.Ordinal));
        return message;
    }

    [LoggerMessage(2901, LogLevel.Warning, "Alarm {Key}")]
    private partial void LogRaised(string key);

    [LoggerMessage(2902, LogLevel.Information, "Alarm {Key} is over")]
    private partial void LogCleared(string key);

    [LoggerMessage(2903, LogLevel.Warning, "Alarm {Key} is not in the outbox yet: {Code}")]
    private partial void LogUntold(string key, string code);

    [LoggerMessage(2904, LogLevel.Warning, "Which alarms are raised cannot be saved: {Reason}")]
    private partial void LogUnsaved(string reason);

    private sealed record Page(IReadOnlyList<RaisedAlarm> Raised, Dictionary<string, double> Floors, long EvictedSeen, bool Forgot = false);
}
