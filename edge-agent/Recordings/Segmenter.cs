using Tongtang.Protocol.Media;

namespace Tongtang.EdgeAgent.Recordings;

/// <param name="TrackId">As in the init segment.</param>
/// <param name="FirstNumber">Number of the epoch's first segment.</param>
internal sealed record SegmenterTrack(MediaKind Kind, uint TrackId, uint Timescale, int FirstNumber);

/// <summary>
/// Decides where the segments of one source's epoch are cut. Pure: frames go in, parts come out, in order.
/// <list type="bullet">
/// <item>Pictures: at a keyframe once the segment has 1.24 s; away from one before it would exceed 2.48 s, since the
/// playlist's TARGETDURATION is 2 for ever and a player rounds.</item>
/// <item>Sound of the same capture is cut where its picture was, to the nearest frame; sound alone every 2 s.</item>
/// <item>Hiding cuts at the next frame. Showing again cuts at the next keyframe (sound alone: at once), since
/// pictures before it could not be decoded without hidden ones.</item>
/// </list>
/// </summary>
internal sealed class Segmenter : IDisposable
{
    private const long EarliestCutUs = 1_240_000;
    private const long LongestUs = 2_480_000;
    private const long SoundAloneUs = 2_000_000;

    /// <summary>Sound waits for its picture this long, then it goes without: a camera may stop sending pictures only.</summary>
    private const long SoundWaitsUs = 1_000_000;

    /// <summary>A forced cut of the sound stands for a boundary this near.</summary>
    private const long SameCutUs = 300_000;
    private const int SoundBytes = 1024 * 1024;

    private readonly SegmentBuilder? _picture;
    private readonly SegmentBuilder? _sound;
    private readonly FrameQueue _waitingSound = new(SoundBytes);
    private readonly Queue<(long AtUs, bool Hidden)> _pictureTurns = new();
    private readonly List<(long AtUs, bool Hidden)> _soundCuts = [];
    private bool _pictureHidden;
    private bool _soundHidden;
    private long _pictureUs = -1;

    public Segmenter(IReadOnlyList<SegmenterTrack> tracks, DateTimeOffset recordingStart, bool hidden, Action<Part> output)
    {
        _pictureHidden = _soundHidden = hidden;
        foreach (var track in tracks)
        {
            var builder = new SegmentBuilder(track, recordingStart, hidden, output);
            if (track.Kind == MediaKind.Video) _picture = builder;
            else _sound = builder;
        }
    }

    /// <summary>A picture or a frame of sound; of one kind in order.</summary>
    public void Add(MediaKind kind, in Frame frame, ReadOnlySpan<byte> data)
    {
        if (frame.Time < 0) return;
        if (kind == MediaKind.Video) AddPicture(_picture!, frame, data);
        else if (_picture is null) AddSound(_sound!, frame, data);
        else if (!_waitingSound.TryAdd(frame, data)) ReleaseSound(all: true, frame, data);
        else ReleaseSound();
    }

    /// <summary>What was captured from this moment of the recording on is hidden, or is not any more.</summary>
    public void Turn(long atUs, bool hidden)
    {
        _pictureTurns.Enqueue((atUs, hidden));
        if (hidden || _picture is null) CutSoundAt(atUs, hidden);
    }

    /// <summary>The epoch is over: all that waits goes out and the open segments are cut.</summary>
    public void Finish()
    {
        ReleaseSound(all: true);
        _picture?.Cut(_pictureHidden);
        _sound?.Cut(_soundHidden);
    }

    public void Dispose()
    {
        _picture?.Dispose();
        _sound?.Dispose();
        _waitingSound.Dispose();
    }

    private void AddPicture(SegmentBuilder picture, in Frame frame, ReadOnlySpan<byte> data)
    {
        var atUs = Frame.Us(frame.Time, picture.Track.Timescale);
        // An epoch's first picture is a keyframe, or nobody could decode it.
        if (!picture.Open && _pictureUs < 0 && !frame.Sample.IsKeyframe) return;
        if (TurnPicture(atUs, frame.Sample.IsKeyframe))
        {
            picture.Cut(_pictureHidden);
        }
        else if (picture.Open && IsCut(picture, frame))
        {
            picture.Cut(_pictureHidden);
            CutSoundAt(atUs, _pictureHidden);
        }
        picture.Add(frame, data);
        _pictureUs = Frame.Us(frame.End, picture.Track.Timescale);
        ReleaseSound();
    }

    private static bool IsCut(SegmentBuilder picture, in Frame frame) =>
        (frame.Sample.IsKeyframe && picture.LengthUsBefore(frame) >= EarliestCutUs) || picture.LengthUsWith(frame) > LongestUs;

    private bool TurnPicture(long atUs, bool isKeyframe)
    {
        var before = _pictureHidden;
        while (_pictureTurns.TryPeek(out var turn) && atUs >= turn.AtUs && (turn.Hidden || !_pictureHidden || isKeyframe))
        {
            _pictureTurns.Dequeue();
            _pictureHidden = turn.Hidden;
            // Hiding has cut the sound at its own moment already; it is heard again with the picture.
            if (!turn.Hidden) CutSoundAt(atUs, hidden: false);
        }
        return before != _pictureHidden;
    }

    private void CutSoundAt(long atUs, bool hidden)
    {
        var index = _soundCuts.FindLastIndex(cut => cut.AtUs <= atUs) + 1;
        _soundCuts.Insert(index, (atUs, hidden));
    }

    private void ReleaseSound(bool all = false) => ReleaseSound(all, default, default);

    /// <summary>Lets sound go as far as its picture has come, so that both are cut at the same moment.</summary>
    private void ReleaseSound(bool all, in Frame more, ReadOnlySpan<byte> moreData)
    {
        if (_sound is null) return;
        while (_waitingSound.Count > 0)
        {
            var first = _waitingSound.First;
            var aheadUs = Frame.Us(_waitingSound.Last.End - first.Time, _sound.Track.Timescale);
            if (!all && Frame.Us(first.End, _sound.Track.Timescale) > _pictureUs && aheadUs < SoundWaitsUs) return;
            AddSound(_sound, first, _waitingSound.FirstData);
            _waitingSound.RemoveFirst();
        }
        if (moreData.Length > 0) AddSound(_sound, more, moreData);
    }

    private void AddSound(SegmentBuilder sound, in Frame frame, ReadOnlySpan<byte> data)
    {
        var middleUs = Frame.Us(frame.Time + (frame.Sample.Duration / 2), sound.Track.Timescale);
        var limitUs = _picture is null ? SoundAloneUs : LongestUs;
        var forced = sound.Open && sound.LengthUsWith(frame) > limitUs;
        var cut = forced;
        while (_soundCuts.Count > 0 && (middleUs >= _soundCuts[0].AtUs || (forced && middleUs >= _soundCuts[0].AtUs - SameCutUs && _soundCuts[0].Hidden == _soundHidden)))
        {
            _soundHidden = _soundCuts[0].Hidden;
            _soundCuts.RemoveAt(0);
            cut = true;
        }
        if (cut) sound.Cut(_soundHidden);
        sound.Add(frame, data);
    }
}
