using FsCheck;
using FsCheck.Fluent;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Tests.Media;

/// <summary>The playlists of a running lesson for those who follow it part by part.</summary>
public sealed class LiveEdgeTests
{
    private static readonly TimeSpan s_lag = TimeSpan.FromSeconds(3);
    private static readonly Arbitrary<int> s_seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
    private static readonly Config s_runs = Config.QuickThrowOnFailure.WithMaxTest(40);

    /// <summary>Restarts, pauses and losses: every rule holds at every moment, and what was listed stays as it was.</summary>
    [Fact]
    public void Of_AnyFollowedLesson_KeepsTheRulesAndOnlyAppends() => Check.One(s_runs, Prop.ForAll(s_seeds, Follow));

    private static void Follow(int seed)
    {
        var lesson = new Lesson(seed, outageSeconds: 8, seconds: 40);
        var before = new ViewPlaylists(null, null);
        for (var at = 2.0; at < 44; at += 0.3)
        {
            var now = ViewPlaylists.Of(lesson.Followed(TimeSpan.FromSeconds(at), s_lag)).NotBehind(before);
            Compare(before.Video, now.Video!);
            Compare(before.Audio, now.Audio!);
            before = now;
        }
    }

    private static void Compare(HlsMediaPlaylist? before, HlsMediaPlaylist now)
    {
        if (now.Segments.Count == 0) return;
        var (full, delta) = (now.Write(), now.Write(skip: true));
        Assert.Equal([], PlaylistLinter.Lint(full));
        Assert.Equal([], PlaylistLinter.Lint(delta));
        Assert.Equal(LowLatencyLinter.Segments(full), LowLatencyLinter.Merge(full, delta));
        if (before is not { Segments.Count: > 0 } || before.Position is not { } was) return;
        var known = LowLatencyLinter.Segments(before.Write());
        Assert.Equal(known, LowLatencyLinter.Segments(full).Take(known.Count));
        Assert.True(now.Has(was.Segment, was.Part), $"went back from {was} to {now.Position}");
        var same = now.Segments[was.Segment];
        if (same.Parts.Count > 0) Assert.Equal(before.Segments[^1].Parts.Select(part => part.Uri), same.Parts.Take(before.Segments[^1].Parts.Count).Select(part => part.Uri));
    }

    [Fact]
    public void Of_ALessonWithoutTrouble_ListsThePartThatJustCame_InBothPlaylists()
    {
        var playlists = ViewPlaylists.Of(Plain(until: 9.0));
        var video = playlists.Video!.Write();
        Assert.Contains("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0,PART-HOLD-BACK=0.6\n#EXT-X-PART-INF:PART-TARGET=0.22\n", video, StringComparison.Ordinal);
        Assert.EndsWith(
            """
            #EXT-X-PART:DURATION=0.200000,URI="../tracks/teacher.video/0/parts/4-0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.200000,URI="../tracks/teacher.video/0/parts/4-1.m4s"
            #EXT-X-PART:DURATION=0.200000,URI="../tracks/teacher.video/0/parts/4-2.m4s"
            #EXT-X-PART:DURATION=0.200000,URI="../tracks/teacher.video/0/parts/4-3.m4s"
            #EXT-X-PART:DURATION=0.200000,URI="../tracks/teacher.video/0/parts/4-4.m4s"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="../tracks/teacher.video/0/parts/4-5.m4s"
            #EXT-X-RENDITION-REPORT:URI="audio.m3u8",LAST-MSN=4,LAST-PART=4

            """,
            video, StringComparison.Ordinal);
        Assert.EndsWith("URI=\"video.m3u8\",LAST-MSN=4,LAST-PART=4\n", playlists.Audio!.Write(), StringComparison.Ordinal);
        Assert.DoesNotContain("parts/1-", video, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, null, true)]
    [InlineData(4, null, false)]
    [InlineData(4, 4, true)]
    [InlineData(4, 5, false)]
    [InlineData(5, 0, false)]
    public void Has_WhatIsListed(int segment, int? part, bool expected) => Assert.Equal(expected, ViewPlaylists.Of(Plain(until: 9.0)).Video!.Has(segment, part));

    [Fact]
    public void Write_DeltaOfALongLesson_LeavesOutWhatIsOlderThanTwelveSeconds()
    {
        var video = ViewPlaylists.Of(Plain(until: 3601)).Video!;
        var delta = video.Write(skip: true);
        Assert.Contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=1794\n", delta, StringComparison.Ordinal);
        Assert.InRange(delta.Length, 0, 4000);
        Assert.Equal(LowLatencyLinter.Segments(video.Write()), LowLatencyLinter.Merge(video.Write(), delta));
    }

    /// <summary>Too short to leave anything out: the whole playlist, as if it had not been asked for.</summary>
    [Fact]
    public void Write_DeltaOfAYoungLesson_IsTheWholePlaylist()
    {
        var video = ViewPlaylists.Of(Plain(until: 9)).Video!;
        Assert.Equal(video.Write(), video.Write(skip: true));
    }

    /// <summary>Parts that did not come are gaps in their segment, which itself is there once it is stored.</summary>
    [Fact]
    public void Of_PartsThatDidNotCome_AreGaps()
    {
        var index = Plain(until: 9.0);
        var parts = index.Video!.Tail!.Parts.ToDictionary();
        parts[3] = [.. parts[3].Take(4), parts[3][4] with { Gap = true }, parts[3][5]];
        var text = ViewPlaylists.Of(index with { Video = index.Video with { Tail = index.Video.Tail with { Parts = parts } } }).Video!.Write();
        Assert.Equal([], PlaylistLinter.Lint(text));
        Assert.Equal(5, text.Split("GAP=YES").Length - 1);
    }

    [Theory]
    [InlineData(0.2, 0.22)]
    [InlineData(0.192, 0.22)]
    [InlineData(0.20898, 0.22)]
    [InlineData(0.16, 0.176)]
    [InlineData(0.125, 0.138)]
    public void TargetOf_AnyRate_KeepsPartsAbove85Percent(double part, double target)
    {
        Assert.Equal(target * 1000, HlsLowLatency.TargetOf(TimeSpan.FromSeconds(part)).TotalMilliseconds, 0.001);
        Assert.InRange(part, target * 0.85, target);
    }

    /// <summary>Two tracks cut every two seconds.</summary>
    private static ViewIndex Plain(double until)
    {
        TrackIndex Track(string name, MediaKind kind)
        {
            var segments = new List<IndexedSegment>();
            var parts = new Dictionary<int, IReadOnlyList<IndexedPart>>();
            for (var number = 0; number * 2 < until; number++)
            {
                var count = (int)Math.Min(10, Math.Round((until - (number * 2)) * 5));
                var start = TimeSpan.FromSeconds(number * 2);
                parts[number] = [.. Enumerable.Range(0, count).Select(i => new IndexedPart(start + TimeSpan.FromSeconds(i * 0.2), TimeSpan.FromSeconds(0.2), i == 0, Gap: false))];
                segments.Add(new IndexedSegment(number, 0, start, parts[number][^1].End - start, 1000, Independent: true) { Open = count < 10 });
            }
            return new TrackIndex
            {
                Name = name,
                Kind = kind,
                Segments = [.. segments.SkipLast(2)],
                Tail = new TrackTail { PartTarget = TimeSpan.FromSeconds(0.22), Segments = [.. segments.TakeLast(2)], Parts = parts },
            };
        }

        return new ViewIndex { StartedAt = DateTimeOffset.UnixEpoch, Video = Track("teacher.video", MediaKind.Video), Audio = Track("teacher.audio", MediaKind.Audio), Ended = false, Blocks = true };
    }
}
