using Tongtang.EdgeAgent.Live;

namespace Tongtang.EdgeAgent.Tests.Live;

/// <summary>The pace against a line of a given width, in virtual time: what is sent arrives when the line has carried it.</summary>
public sealed class LivePaceTests
{
    private const int FullRate = 500_000;
    private const int KeyRate = 60_000;
    private const int SoundRate = 9_000;
    private const int SmallRate = 35_000;

    [Fact]
    public void WideLine_Full_NeverShort()
    {
        var line = new Line { BytesPerSecond = 5_000_000 };
        line.Run(60);
        Assert.Equal([LiveLevel.Full], line.Levels);
        Assert.False(line.Pace.IsShort(line.NowUs));
        Assert.InRange(line.WorstLagUs, 0, 300_000);
    }

    [Fact]
    public void ThinLine_FallsToKeyframesWithinSeconds_AndWhatArrivesIsNeverOld()
    {
        var line = new Line { BytesPerSecond = 100_000 };
        line.Run(11);
        Assert.Equal(LiveLevel.Keyframes, line.Pace.Level);
        Assert.InRange(line.LevelReachedUs / 1e6, 1, 8);
        Assert.InRange(line.WorstLagUs, 0, 1_500_000);
        Assert.True(line.Pace.IsShort(line.NowUs));
    }

    [Fact]
    public void LineThatCarriesASmallPicture_GetsIt_AndTheWholeOneWhenItIsWide()
    {
        var line = new Line { BytesPerSecond = 100_000, Pace = { SmallBytesPerSecond = SmallRate } };
        line.Run(11);
        Assert.Equal([LiveLevel.Full, LiveLevel.Reduced], line.Levels[..2]);
        line.Run(60);
        Assert.DoesNotContain(LiveLevel.Keyframes, line.Levels);
        Assert.InRange(line.WorstLagUs, 0, 1_500_000);
        line.BytesPerSecond = 5_000_000;
        line.Run(60);
        Assert.Equal(LiveLevel.Full, line.Pace.Level);
        line.BytesPerSecond = 100_000;
        line.Run(11);
        Assert.Equal(LiveLevel.Reduced, line.Pace.Level);
        line.Pace.SmallBytesPerSecond = 0;
        line.Run(1);
        Assert.Equal(LiveLevel.Keyframes, line.Pace.Level);
    }

    [Fact]
    public void VeryThinLine_FallsToSound()
    {
        var line = new Line { BytesPerSecond = 25_000 };
        line.Run(30);
        Assert.Equal(LiveLevel.Sound, line.Pace.Level);
        line = new Line { BytesPerSecond = 25_000, Pace = { SmallBytesPerSecond = SmallRate } };
        line.Run(45);
        Assert.Equal(LiveLevel.Sound, line.Pace.Level);
    }

    [Fact]
    public void ThinLineBecomesWide_ComesBackByItself()
    {
        var line = new Line { BytesPerSecond = 100_000 };
        line.Run(20);
        line.BytesPerSecond = 5_000_000;
        line.Run(30);
        Assert.Equal(LiveLevel.Full, line.Pace.Level);
        Assert.False(line.Pace.IsShort(line.NowUs));
    }

    [Fact]
    public void ThinLine_TriesAgainMoreAndMoreSeldom()
    {
        var line = new Line { BytesPerSecond = 100_000 };
        line.Run(600);
        var tries = line.Levels.Count(level => level == LiveLevel.Full) - 1;
        Assert.InRange(tries, 3, 9);
    }

    [Fact]
    public void ShortStalls_FarApart_ChangeNoLevel()
    {
        var line = new Line { BytesPerSecond = 5_000_000 };
        for (var i = 0; i < 10; i++)
        {
            line.Run(20);
            line.BytesPerSecond = 1;
            line.Run(2);
            line.BytesPerSecond = 5_000_000;
        }
        line.Run(3);
        Assert.Equal([LiveLevel.Full], line.Levels);
        Assert.InRange(line.Pace.LagUs(line.NowUs), 0, 100_000);
    }

    [Fact]
    public void Budget_BelowNeed_KeyframesAtOnce_BackWhenItFits()
    {
        var line = new Line(budget: 200_000) { BytesPerSecond = 50_000_000 };
        line.Run(6);
        Assert.Equal(LiveLevel.Keyframes, line.Pace.Level);
        Assert.False(line.Pace.IsShort(line.NowUs));
        line.Run(60);
        Assert.Equal([LiveLevel.Full, LiveLevel.Keyframes], line.Levels);
        line.OfferedRate = 100_000;
        line.Run(30);
        Assert.Equal(LiveLevel.Full, line.Pace.Level);
        line = new Line(budget: 60_000) { BytesPerSecond = 50_000_000, Pace = { SmallBytesPerSecond = SmallRate } };
        line.Run(30);
        Assert.Equal([LiveLevel.Full, LiveLevel.Reduced], line.Levels);
    }

    [Fact]
    public void Share_OfTheSchool_SmallerThanTheOwnBudget_Counts_UntilItIsLarger()
    {
        var line = new Line(budget: 600_000) { BytesPerSecond = 50_000_000, Pace = { SmallBytesPerSecond = SmallRate } };
        line.Run(6);
        Assert.Equal((LiveLevel.Full, LiveReason.None), (line.Pace.Level, line.Pace.Reason));
        line.Pace.SharedBytesPerSecond = 200_000;
        line.Run(6);
        Assert.Equal((LiveLevel.Reduced, LiveReason.School), (line.Pace.Level, line.Pace.Reason));
        // Others left: the picture is whole again, and at once.
        line.Pace.SharedBytesPerSecond = 1_000_000;
        line.Run(3);
        Assert.Equal((LiveLevel.Full, LiveReason.None), (line.Pace.Level, line.Pace.Reason));
        line.Pace.SharedBytesPerSecond = 10_000;
        line.Run(6);
        Assert.Equal((LiveLevel.Sound, LiveReason.School), (line.Pace.Level, line.Pace.Reason));
        line.Pace.SharedBytesPerSecond = null;
        line.Run(3);
        Assert.Equal((LiveLevel.Full, LiveReason.None), (line.Pace.Level, line.Pace.Reason));
        Assert.False(line.Pace.IsShort(line.NowUs));
    }

    [Fact]
    public void OwnBudget_SmallerThanTheShare_Counts()
    {
        var line = new Line(budget: 60_000) { BytesPerSecond = 50_000_000, Pace = { SmallBytesPerSecond = SmallRate, SharedBytesPerSecond = 400_000 } };
        line.Run(6);
        Assert.Equal((LiveLevel.Reduced, LiveReason.Room), (line.Pace.Level, line.Pace.Reason));
    }

    [Fact]
    public void ThinLine_WithinTheShare_IsTheReason()
    {
        var line = new Line { BytesPerSecond = 100_000, Pace = { SharedBytesPerSecond = 2_000_000 } };
        line.Run(11);
        Assert.Equal((LiveLevel.Keyframes, LiveReason.Line), (line.Pace.Level, line.Pace.Reason));
    }

    [Fact]
    public void HubThatKnowsNoProbes_SendsOnAfterAMoment()
    {
        var pace = new LivePace(null);
        pace.Sent(300_000);
        pace.Probed(0);
        Assert.False(pace.MaySend(1_000_000));
        Assert.True(pace.MaySend(2_000_000));
        Assert.Equal(0, pace.LagUs(60_000_000));
    }

    /// <summary>A line with all the buffers that it likes, and beside it the queue's rule: what waits for a second is left out.</summary>
    private sealed class Line(double? budget = null)
    {
        private const long StepUs = 20_000;
        private readonly Queue<(long SentUs, double Bytes, bool IsProbe)> _way = new();
        private readonly Queue<(long AtUs, double Bytes)> _waiting = new();
        private LiveTally _offered;
        private int _drops;

        public LivePace Pace { get; } = new(budget);

        public long NowUs { get; private set; } = 1_000_000_000;

        public double BytesPerSecond { get; set; }

        public int OfferedRate { get; set; } = FullRate;

        public List<LiveLevel> Levels { get; } = [LiveLevel.Full];

        public long LevelReachedUs { get; private set; }

        public long WorstLagUs { get; private set; }

        public void Run(double seconds)
        {
            for (var end = NowUs + (long)(seconds * 1e6); NowUs < end; NowUs += StepUs)
            {
                Carry();
                Offer();
                Pace.Observe(NowUs, _offered, _drops);
                if (Pace.Level != Levels[^1])
                {
                    Levels.Add(Pace.Level);
                    if (Levels.Count == 2) LevelReachedUs = NowUs - 1_000_000_000;
                }
                Send();
                WorstLagUs = Math.Max(WorstLagUs, Pace.LagUs(NowUs));
            }
        }

        private void Offer()
        {
            const double seconds = StepUs / 1e6;
            var full = OfferedRate * seconds;
            _offered += new LiveTally((long)full, (long)(KeyRate * seconds), (long)(SoundRate * seconds));
            _waiting.Enqueue((NowUs, Pace.Level switch { LiveLevel.Full => full, LiveLevel.Reduced => (SmallRate + SoundRate) * seconds, LiveLevel.Keyframes => (KeyRate + SoundRate) * seconds, _ => SoundRate * seconds }));
        }

        private void Send()
        {
            while (true)
            {
                if (Pace.ProbeDue(NowUs))
                {
                    Pace.Probed(NowUs);
                    _way.Enqueue((NowUs, 20, true));
                }
                if (!Pace.MaySend(NowUs) || !_waiting.TryPeek(out var first)) return;
                if (NowUs - first.AtUs > LiveQueue.LateUs)
                {
                    // Up to the next keyframe.
                    while (_waiting.TryPeek(out var late) && NowUs - late.AtUs > LiveQueue.LateUs / 3) _waiting.Dequeue();
                    _drops++;
                    continue;
                }
                _waiting.Dequeue();
                _way.Enqueue((NowUs, first.Bytes, false));
                Pace.Sent((int)first.Bytes);
            }
        }

        private void Carry()
        {
            var carries = BytesPerSecond * StepUs / 1e6;
            while (_way.TryPeek(out var first) && carries > 0)
            {
                _way.Dequeue();
                if (first.Bytes > carries)
                {
                    Requeue(first with { Bytes = first.Bytes - carries });
                    return;
                }
                carries -= first.Bytes;
                if (first.IsProbe) Pace.Answered(first.SentUs, NowUs);
            }
        }

        private void Requeue((long, double, bool) rest)
        {
            var others = _way.ToArray();
            _way.Clear();
            _way.Enqueue(rest);
            foreach (var other in others) _way.Enqueue(other);
        }
    }
}
