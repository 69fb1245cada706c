using FsCheck;
using FsCheck.Fluent;
using Tongtang.EdgeAgent.Outbox;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.Outbox;

/// <summary>
/// Whatever is done to a store in whatever order: every item it answered for comes exactly once, under its own sequence,
/// or is declared gone; what is told has neither holes nor overlaps; and it stays within its bytes.
/// </summary>
public sealed class OutboxModelTests
{
    private enum Step
    {
        AppendFew,
        AppendMany,
        AppendLarge,
        AcknowledgeHalf,
        Reopen,
        Crash,
        Evict,
        Refuse,
    }

    [Fact]
    public void Store_AfterAnySteps_TellsEveryItemOnce()
    {
        var steps = Gen.ArrayOf(Gen.Elements(Enum.GetValues<Step>())).Resize(14);
        // Not on a test thread: there are two, and two such tests that wait for each other's threads wait for ever.
        Prop.ForAll(Arb.From(steps), script => Task.Run(() => RunAsync(script)).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static async Task<bool> RunAsync(IReadOnlyList<Step> script)
    {
        await using var outbox = new OutboxFolder().Open();
        var model = new Model();
        var random = new System.Random(script.Count);
        foreach (var step in script)
        {
            await DoAsync(outbox, model, step, random);
            var (items, gaps) = outbox.ReadAll(ItemClass.Reading, model.Acknowledged, pageItems: random.Next(1, 200));
            model.Check(items, gaps);
            Assert.True(outbox.BytesOf("readings") <= outbox.Options.Of(ItemClass.Reading).Bytes, "too many bytes");
        }
        return true;
    }

    private static async Task DoAsync(OutboxFolder outbox, Model model, Step step, System.Random random)
    {
        switch (step)
        {
            case Step.AppendFew:
                await AppendAsync(outbox, model, 3, 20);
                break;
            case Step.AppendMany:
                await AppendAsync(outbox, model, 400, 200);
                break;
            case Step.AppendLarge:
                await AppendAsync(outbox, model, 40, random.Next(1, 60_000));
                break;
            case Step.AcknowledgeHalf:
                model.Acknowledged = (model.Acknowledged + model.Last + 1) / 2;
                await outbox.AcknowledgeAsync(ItemClass.Reading, model.Acknowledged);
                break;
            case Step.Reopen:
                await outbox.ReopenAsync();
                break;
            case Step.Crash:
                await outbox.CrashAsync();
                break;
            case Step.Evict:
                await AppendAsync(outbox, model, 100, 60_000);
                break;
            case Step.Refuse when model.Waiting.Count > 0:
                var refused = model.Waiting[random.Next(model.Waiting.Count)];
                await outbox.Store.RefuseAsync(ItemClass.Reading, refused, "no", "no", CancellationToken.None);
                model.Refused(refused);
                break;
        }
    }

    private static async Task AppendAsync(OutboxFolder outbox, Model model, int count, int bytes)
    {
        foreach (var sequence in await outbox.AppendManyAsync(ItemClass.Reading, count, bytes)) model.Appended(sequence, bytes);
    }

    private sealed class Model
    {
        private readonly Dictionary<long, int> _sizes = [];
        private readonly HashSet<long> _refused = [];

        public long Acknowledged { get; set; }

        public long Last => _sizes.Count == 0 ? 0 : _sizes.Keys.Max();

        public List<long> Waiting { get; private set; } = [];

        public void Appended(long sequence, int bytes) => Assert.True(_sizes.TryAdd(sequence, bytes), $"{sequence} was given out twice");

        public void Refused(long sequence) => _refused.Add(sequence);

        public void Check(IReadOnlyList<Item> items, IReadOnlyList<DeclaredGap> gaps)
        {
            var told = items.Select(i => (First: (long)i.Sequence, Last: (long)i.Sequence)).Concat(gaps.Select(g => (First: (long)g.FirstSequence, Last: (long)g.LastSequence))).OrderBy(t => t.First).ToList();
            var next = Acknowledged + 1;
            foreach (var (first, last) in told)
            {
                Assert.Equal(next, first);
                next = last + 1;
            }
            Assert.True(next > _sizes.Keys.Where(s => s > Acknowledged).DefaultIfEmpty().Max(), "something stored is not told");
            // A refused item has come again under a sequence that nobody was told.
            foreach (var item in items.Where(i => !_sizes.ContainsKey((long)i.Sequence)).ToList()) _sizes[(long)item.Sequence] = item.Event.Details["text"].Length;
            foreach (var item in items) Assert.Equal(_sizes[(long)item.Sequence], item.Event.Details["text"].Length);
            foreach (var gap in gaps)
            {
                var inside = _sizes.Keys.Where(s => s >= (long)gap.FirstSequence && s <= (long)gap.LastSequence).ToList();
                if (gap.Reason == GapReasons.Missing) Assert.Empty(inside);
                if (gap.Reason == GapReasons.Quarantined) Assert.All(inside, s => Assert.Contains(s, _refused));
            }
            Waiting = [.. items.Select(i => (long)i.Sequence)];
        }
    }
}
