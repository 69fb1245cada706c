using System.Globalization;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Health;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Monitor;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Rules;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>Gathers <see cref="BoxFacts"/> from the features; once a second, what is slow only now and then.</summary>
internal sealed class FactsReader(
    Recorder recorder, Journal journal, SnapshotBoard board, StorageGauge storage, UploadProgress uploads, HubIdentity identity, HubClock clock, StoreRepairs repairs, OutboxStore outbox, AlarmBook book, DeviceBook devices, RuleAlarms rules, TimeProvider time)
{
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(15);

    private readonly SourceWatches _sources = new(board, book.Floors);
    private TimeSpan? _slowAt;
    private double _hoursLeft = double.MaxValue;

    public BoxFacts Read(TimeSpan now)
    {
        var status = recorder.Status;
        var records = BoxFacts.IsLesson(status);
        var sources = _sources.Look(status.Sources, records, now);
        if (_slowAt is null || now - _slowAt >= s_slow)
        {
            _slowAt = now;
            // What the hub has may go at any time: it counts as free.
            _hoursLeft = storage.Read(journal.ReclaimableBytes()).HoursLeft;
            uploads.Look(now);
            SeeEvicted();
        }
        return new BoxFacts
        {
            Records = records,
            Sources = sources,
            HoursLeft = _hoursLeft,
            UploadStuckFor = uploads.Pace.StuckFor,
            PendingBytes = uploads.PendingBytes,
            UploadWaitsFor = uploads.Pace.WaitingFor,
            ClockOffset = clock.Offset,
            TimeKnown = clock.Known || clock.Offset is not null,
            CertificateEnds = CertificateEnds(),
            Mended = [.. Mended()],
            Evicted = Evicted - book.EvictedSeen,
            DevicesDown = [.. devices.Devices.Values.Where(device => device.Health == DeviceHealth.Offline).Select(device => (device.Options.Id, device.ProblemCode))],
            RulesMet = [.. rules.Raised.Select(rule => (rule.Key, rule.Value.Device, rule.Value.Words.Zh, rule.Value.Words.En))],
            Raised = book.Raised.Select(alarm => alarm.Key).ToHashSet(StringComparer.Ordinal),
        };
    }

    private long Evicted => outbox.Counts.Sum(count => count.Evicted);

    /// <summary>Without the hub's clock nobody knows; a certificate that cannot be used shows as a link that does not come about.</summary>
    private TimeSpan? CertificateEnds() =>
        clock.Offset is not null && identity.Current is { } current ? current.Certificate.NotAfter.ToUniversalTime() - clock.UtcNow.UtcDateTime : null;

    /// <summary>The newest first.</summary>
    private IEnumerable<MendedStore> Mended()
    {
        foreach (var repair in repairs.All.Reverse())
        {
            yield return new MendedStore(
                NameOf(repair.File), (time.GetUtcNow() - repair.At).Duration(), repair.Damage, Path.GetFileName(repair.MovedTo) ?? "", repair.Saved, repair.Lost?.ToString(CultureInfo.InvariantCulture) ?? "");
        }
    }

    /// <summary>Files of one class of the outbox are one store: a bad disk must not raise an alarm for each.</summary>
    private static string NameOf(string file)
    {
        var parts = file.Split('/', '\\');
        return parts is ["outbox", var itemClass, _] ? $"outbox/{itemClass}" : string.Join('/', parts);
    }

    /// <summary>Once the hub has all the rest, it knows of the gaps, too, and the alarm is over.</summary>
    private void SeeEvicted()
    {
        var evicted = Evicted;
        if (evicted == book.EvictedSeen || outbox.Counts.Any(count => count.Pending > 0)) return;
        book.EvictedSeen = evicted;
        book.Save();
    }
}
