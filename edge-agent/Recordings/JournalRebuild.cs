using Tongtang.Protocol.Media;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Recordings;

/// <summary>
/// Brings a journal that was lost, that has lost its newest rows or says something else than was written, back to what
/// lies on the disk: recordings from their cards, tracks and segments from their files. Of a sound journal it only reads
/// the cards.
/// </summary>
internal sealed partial class JournalRebuild(Journal journal, RecordingFolders folders, StoreRepairs repairs, TimeProvider time, ILogger<JournalRebuild> logger)
{
    /// <summary>At start, before anything else looks at the journal. Quick: media is only named here, not read.</summary>
    public void Run()
    {
        journal.RestoreCovered();
        if (!Directory.Exists(folders.Root)) return;
        var saved = journal.ToScan().ToHashSet(StringComparer.Ordinal);
        var entered = 0;
        foreach (var folder in Directory.GetDirectories(folders.Root).Where(f => !f.EndsWith(RecordingFolders.Deleted, StringComparison.Ordinal)))
        {
            var id = Path.GetFileName(folder);
            var card = RecordingCard.Read(folders.Card(id), out var damage);
            var row = journal.Card(id);
            if (damage is not null) SetAside(folders.Card(id), damage, saved: row is not null);
            if (card is null && row is null) EnterUnknown(id, folder);
            else if (card is null) journal.WriteCard(id);
            else if (card.Start.Id == id && IsRight(card, row, saved.Contains(id)) && ++entered > 0) Enter(card);
        }
        if (entered > 0) repairs.Add(StoreKind.Database, journal.DatabasePath, $"{entered} recordings were missing in it or not as they were written, and are entered again from what lies beside their media", null, entered, 0);
        var repaired = journal.ToScan();
        if (repaired.Count == 0) return;
        journal.DropOrphans();
        foreach (var id in repaired) EnterEpochs(id);
    }

    /// <summary>
    /// A row of the same revision must say the same. A newer one may say more: not all that changes is on the card. But of
    /// rows that were saved out of a damaged journal nobody knows which are missing, a pause perhaps: there the card goes before.
    /// </summary>
    private static bool IsRight(RecordingCard card, RecordingCard? row, bool saved) =>
        row is null || row.Revision < card.Revision || ((saved || row.Revision == card.Revision) && !(row with { Revision = card.Revision }).Says(card));

    private void SetAside(string path, string damage, bool saved) =>
        repairs.Add(StoreKind.Card, path, damage, MovedAside.Move(path, time), saved ? 1 : 0, saved ? 0 : 1);

    private void Enter(RecordingCard card)
    {
        journal.Take(card);
        journal.WriteCard(card.Start.Id);
        LogEntered(card.Start.Id, card.Start.Title);
    }

    /// <summary>
    /// Nothing but media is left of it. What was paused in it nobody knows: all of it is hidden, until somebody who knows
    /// shows it.
    /// </summary>
    private void EnterUnknown(string id, string folder)
    {
        var tracks = Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        var startedAt = tracks.Select(track => StartOf(Path.Combine(folder, track!))).FirstOrDefault(start => start is not null);
        if (startedAt is null) return;
        var sources = tracks.Select(track => track!.Split('.')[0]).Distinct(StringComparer.Ordinal).Select((name, i) => new CardSource(name, i, 0, "")).ToList();
        var start = new RecordingStart(id, "", "", startedAt.Value.ToUnixTimeMilliseconds(), 0, "", 0, ClockKnown: false, PlannedEndMs: null);
        journal.Take(new RecordingCard(start, 1, Stopping: true, Paused: false, EndedAtMs: null, sources, [], [new CardSpan(0, 0, null, 1)]));
        repairs.Add(StoreKind.Card, folders.Card(id), "Nothing but media is left of the recording", null, 0, 1);
        LogEnteredUnknown(id);
    }

    /// <summary>Null: none of its segments tells.</summary>
    private static DateTimeOffset? StartOf(string trackFolder)
    {
        foreach (var path in Directory.GetFiles(trackFolder).Where(path => RecordingFolders.Parse(path) is not null))
        {
            var init = Path.Combine(trackFolder, $"{RecordingFolders.Parse(path)!.Value.Epoch}-init.mp4");
            try
            {
                if (!File.Exists(init)) continue;
                var parsed = InitSegment.Parse(File.ReadAllBytes(init));
                var facts = SegmentInspector.Inspect(File.ReadAllBytes(path), parsed);
                if (facts.Producer is { } producer) return producer.CapturedAt.AddMicroseconds(-Frame.Us(facts.DecodeTime, parsed.Track(facts.TrackId).Timescale));
            }
            catch (MediaFormatException)
            {
                // Damaged, too; another one tells.
            }
        }
        return null;
    }

    private void EnterEpochs(string id)
    {
        if (!Directory.Exists(folders.Recording(id))) return;
        foreach (var trackFolder in Directory.GetDirectories(folders.Recording(id)))
        {
            var first = Directory.GetFiles(trackFolder).Select(RecordingFolders.Parse).OfType<(int Epoch, int Number)>()
                .GroupBy(name => name.Epoch).ToDictionary(g => g.Key, g => g.Min(name => name.Number));
            foreach (var path in Directory.GetFiles(trackFolder, "*-init.mp4"))
            {
                if (!int.TryParse(Path.GetFileName(path).Split('-')[0], out var number)) continue;
                EnterEpoch(id, Path.GetFileName(trackFolder), number, first.GetValueOrDefault(number), path);
            }
        }
    }

    private void EnterEpoch(string id, string track, int number, int firstSegment, string path)
    {
        var bytes = File.ReadAllBytes(path);
        try
        {
            var media = InitSegment.Parse(bytes).Tracks[0];
            journal.AddEpoch(new EpochStart(id, track, media.Kind, media.Codec, media.Width, media.Height, bytes), number, firstSegment);
        }
        catch (MediaFormatException error)
        {
            LogInitDamaged(path, error.Message);
        }
    }

    [LoggerMessage(2701, LogLevel.Warning, "Recording {RecordingId} \"{Title}\" was missing in the journal or not as it was written, and is entered again from what lies beside its media")]
    private partial void LogEntered(string recordingId, string title);

    [LoggerMessage(2702, LogLevel.Warning, "Of recording {RecordingId} only media is left. It is entered again without a title; what was paused in it is unknown, so all of it is hidden until somebody shows it")]
    private partial void LogEnteredUnknown(string recordingId);

    [LoggerMessage(2703, LogLevel.Warning, "The init segment {Path} is damaged: {Reason}")]
    private partial void LogInitDamaged(string path, string reason);
}
