using FsCheck;
using FsCheck.Fluent;
using Tongtang.Protocol.Media;

namespace Tongtang.Protocol.Tests.Media;

public sealed class ViewPlaylistsTests
{
    private static readonly Arbitrary<int> _seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
    private static readonly Config _runs = Config.QuickThrowOnFailure.WithMaxTest(150);

    [Fact]
    public void Of_AnyLesson_KeepsTheRulesWhileRunningAndAfter() => Check.One(_runs, Prop.ForAll(_seeds, seed =>
    {
        var lesson = new Lesson(seed);
        for (var now = 1; now <= 130; now += 3)
        {
            var (video, audio) = Write(lesson.At(TimeSpan.FromSeconds(now)));
            Assert.Equal([], PlaylistLinter.Lint(video));
            Assert.Equal([], PlaylistLinter.Lint(audio));
        }

        var (wholeVideo, wholeAudio) = Write(lesson.At(TimeSpan.FromHours(1), ended: true));
        Assert.Equal([], PlaylistLinter.Lint(wholeVideo));
        Assert.Equal([], PlaylistLinter.Lint(wholeAudio));
    }));

    /// <summary>A source that is away longer than the patience while the lesson is paused is the one case left out.</summary>
    [Theory]
    [InlineData(8, true)]
    [InlineData(30, false)]
    public void Of_AnyLesson_OnlyEverAppends(double outageSeconds, bool pauses) =>
        Check.One(_runs, Prop.ForAll(_seeds, seed => OnlyAppends(new Lesson(seed, outageSeconds, pauses))));

    /// <summary>One track restarts just before a pause: where that is in the other was decided anew when the pause was over.</summary>
    [Theory]
    [InlineData(1257800181)]
    [InlineData(128251089)]
    [InlineData(657510498)]
    [InlineData(1652269169)]
    [InlineData(546695205)]
    [InlineData(497083350)]
    [InlineData(1502683477)]
    [InlineData(857902356)]
    [InlineData(1929387314)]
    public void Of_ARestartJustBeforeAPause_OnlyEverAppends(int seed) => OnlyAppends(new Lesson(seed, outageSeconds: 8));

    [Fact]
    public void Of_AnyWholeLesson_HasTheSameDiscontinuitiesInBothTracksAndTheyStayInStep() => Check.One(_runs, Prop.ForAll(_seeds, seed =>
    {
        var playlists = ViewPlaylists.Of(new Lesson(seed).At(TimeSpan.FromHours(1), ended: true));
        var (video, audio) = (Breaks(playlists.Video!), Breaks(playlists.Audio!));
        Assert.Equal(video.Count, audio.Count);
        foreach (var (one, other) in video.Zip(audio))
        {
            Assert.InRange(one.Playlist - other.Playlist, TimeSpan.FromSeconds(-5.6), TimeSpan.FromSeconds(5.6));
            var drift = (one.Playlist - one.Media) - (other.Playlist - other.Media);
            Assert.InRange(drift, TimeSpan.FromSeconds(-0.4), TimeSpan.FromSeconds(0.4));
        }
    }));

    [Fact]
    public void Of_ARunningLessonWhoseSoundIsAway_GoesOnWithSilenceAfterItsPatience()
    {
        var video = Track("teacher.video", MediaKind.Video, Enumerable.Range(0, 20).Select(i => Segment(i, 0, i * 2)));
        var audio = Track("mic.audio", MediaKind.Audio, Enumerable.Range(0, 2).Select(i => Segment(i, 0, i * 2)));
        var playlists = ViewPlaylists.Of(new ViewIndex { StartedAt = default, Video = video, Audio = audio, Ended = false });

        Assert.Equal(14, playlists.Video!.Segments.Count);
        Assert.Equal(14, playlists.Audio!.Segments.Count);
        Assert.Equal("../tracks/mic.audio/0/fill/1-4000-2000.m4s", playlists.Audio.Segments[2].Uri);
        Assert.DoesNotContain(playlists.Audio.Segments, segment => segment.Discontinuity);
    }

    [Fact]
    public void Of_ADeclaredLoss_IsAGapOnlyThereAndMediaAgainWhenItComes()
    {
        var video = Track("teacher.video", MediaKind.Video, Enumerable.Range(0, 6).Select(i => Segment(i, 0, i * 2)));
        var holed = video with { Segments = [.. video.Segments.Where(segment => segment.Number != 3)], Lost = [new NumberRange(3, 3)] };
        var view = new ViewIndex { StartedAt = default, Video = holed, Ended = true };

        Assert.Equal([3], Gaps(ViewPlaylists.Of(view)));
        Assert.Equal([], Gaps(ViewPlaylists.Of(view with { Video = video with { Lost = holed.Lost } })));
        var unknown = ViewPlaylists.Of(view with { Ended = false, Video = holed with { Lost = [] } });
        Assert.Equal(3, unknown.Video!.Segments.Count);
    }

    [Fact]
    public void Of_ACameraThatRestarted_IsAStillPictureUntilItIsBackAndADiscontinuityInBoth()
    {
        var video = Track("teacher.video", MediaKind.Video, [Segment(0, 0, 0), Segment(1, 0, 2), Segment(2, 1, 9.5), Segment(3, 1, 11.5)]);
        var audio = Track("mic.audio", MediaKind.Audio, Enumerable.Range(0, 7).Select(i => Segment(i, 0, i * 2)));
        var playlists = ViewPlaylists.Of(new ViewIndex { StartedAt = default, Video = video, Audio = audio, Ended = true });

        Assert.Equal(
            ["../tracks/teacher.video/0/fill/1-4000-2000.m4s", "../tracks/teacher.video/0/fill/1-6000-2000.m4s", "../tracks/teacher.video/0/fill/1-8000-1500.m4s"],
            playlists.Video!.Segments.Skip(2).Take(3).Select(segment => segment.Uri));
        Assert.Equal([5], Discontinuities(playlists.Video));
        Assert.Equal([5], Discontinuities(playlists.Audio!));
    }

    private static void OnlyAppends(Lesson lesson)
    {
        var (video, audio) = ("", "");
        for (var now = 1; now <= 130; now++)
        {
            var (nextVideo, nextAudio) = Segments(Write(lesson.At(TimeSpan.FromSeconds(now))));
            Assert.StartsWith(video, nextVideo, StringComparison.Ordinal);
            Assert.StartsWith(audio, nextAudio, StringComparison.Ordinal);
            (video, audio) = (nextVideo, nextAudio);
        }

        var (wholeVideo, wholeAudio) = Segments(Write(lesson.At(TimeSpan.FromHours(1), ended: true)));
        Assert.StartsWith(video, wholeVideo, StringComparison.Ordinal);
        Assert.StartsWith(audio, wholeAudio, StringComparison.Ordinal);
    }

    private static TrackIndex Track(string name, MediaKind kind, IEnumerable<IndexedSegment> segments) => new() { Name = name, Kind = kind, Segments = [.. segments] };

    private static IndexedSegment Segment(int number, int epoch, double start) => new(number, epoch, TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(2), 1000, true);

    private static int[] Gaps(ViewPlaylists playlists) => Where(playlists.Video!, segment => segment.Gap);

    private static int[] Discontinuities(HlsMediaPlaylist playlist) => Where(playlist, segment => segment.Discontinuity);

    private static int[] Where(HlsMediaPlaylist playlist, Func<HlsSegment, bool> holds) =>
        [.. Enumerable.Range(0, playlist.Segments.Count).Where(i => holds(playlist.Segments[i]))];

    private static (string Video, string Audio) Write(ViewIndex view)
    {
        var playlists = ViewPlaylists.Of(view);
        return (playlists.Video!.Write(), playlists.Audio!.Write());
    }

    private static (string Video, string Audio) Segments((string Video, string Audio) playlists) => (Body(playlists.Video), Body(playlists.Audio));

    /// <summary>Without the head and the end: what may only grow.</summary>
    private static string Body(string playlist) => string.Concat(playlist.Split('\n').Skip(6)
        .Where(line => line is not ("#EXT-X-INDEPENDENT-SEGMENTS" or "#EXT-X-ENDLIST" or "")).Select(line => line + "\n"));

    private static List<(TimeSpan Playlist, TimeSpan Media)> Breaks(HlsMediaPlaylist playlist)
    {
        var breaks = new List<(TimeSpan, TimeSpan)>();
        var at = TimeSpan.Zero;
        foreach (var segment in playlist.Segments)
        {
            if (segment.Discontinuity)
                breaks.Add((at, segment.StartsAt - playlist.Segments[0].StartsAt));
            at += segment.Duration;
        }

        return breaks;
    }
}
