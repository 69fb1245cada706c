using System.Globalization;
using System.Text;
using Tongtang.Protocol.Durability;

namespace Tongtang.District;

/// <summary>The district as a whole: fills the hub, then keeps its boxes on the line.</summary>
/// <param name="real">So many of the first schools have a real box in their first room, which is left alone here.</param>
internal sealed class MadeUpDistrict(HubApi api, Uri agents, string folder, int schools, int real, Action<string> say, TimeProvider time)
{
    /// <summary>One room in so many records just now.</summary>
    private const int RecordingEvery = 30;

    private static readonly TimeSpan s_lesson = TimeSpan.FromMinutes(40);

    private readonly IReadOnlyList<PlannedSchool> _schools = SchoolPlan.Make(schools);

    public async Task FillAsync(CancellationToken stop)
    {
        await Filling().RunAsync(say);
        say("pictures and voices of lessons are being made");
        var lessons = await MadeUpMedia.MakeAsync(Path.Combine(folder, "media"));
        var boxes = Directory.CreateDirectory(Path.Combine(folder, "boxes")).FullName;
        var past = new RoomPast(api, lessons, time.GetUtcNow());
        var equipped = await EquippedAsync();
        var (done, recordings) = (0, 0);
        await Parallel.ForEachAsync(equipped, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop }, async (room, _) =>
        {
            var marker = Path.Combine(boxes, $"{room.Id}.filled");
            if (!File.Exists(marker))
            {
                using var box = await MadeUpBox.OfAsync(room, api, agents, boxes);
                Interlocked.Add(ref recordings, await past.FillAsync(box));
                await File.WriteAllTextAsync(marker, "", CancellationToken.None);
            }
            if (Interlocked.Increment(ref done) is var now && (now % 25 == 0 || now == equipped.Count)) say($"boxes with their past: {now} of {equipped.Count}");
        });
        say($"recordings: {recordings} brought in");
        await AcknowledgeAsync();
    }

    /// <summary>Every box is on the line but for a few; some of them record.</summary>
    public async Task LiveAsync(int webhookPort, CancellationToken stop)
    {
        var lessons = await MadeUpMedia.MakeAsync(Path.Combine(folder, "media"));
        var boxes = Directory.CreateDirectory(Path.Combine(folder, "boxes")).FullName;
        var running = new List<Task> { new WebhookEar(webhookPort).RunAsync(api, stop) };
        foreach (var room in (await EquippedAsync()).Where(room => room.Number % 47 != 3))
        {
            var box = await MadeUpBox.OfAsync(room, api, agents, boxes);
            var subject = room.Number / RecordingEvery % lessons.Count;
            var lesson = lessons[subject];
            var life = new RoomLife(box, lesson, new MadeUpDevices(room.Number, time.GetUtcNow()), time);
            running.Add(HoldAsync(life, stop));
            if (room.Number % RecordingEvery == 5) running.Add(RecordAsync(box, life, lesson, subject, stop));
        }
        say($"{running.Count - 1} boxes are on the line");
        // A loop that ends before the others has failed, and so has the whole.
        await await Task.WhenAny(running);
        await Task.WhenAll(running);
    }

    private static async Task HoldAsync(RoomLife life, CancellationToken stop)
    {
        using (life) await life.RunAsync(stop);
    }

    /// <summary>Lesson after lesson, as they happen. One that an end of this program cut off is gone on with.</summary>
    private async Task RecordAsync(MadeUpBox box, RoomLife life, MadeUpLesson lesson, int index, CancellationToken stop)
    {
        var subject = MadeUpMedia.Subjects[index];
        var teacher = _schools.First(one => one.Name == box.Room.School).Teachers.First(one => one.Subject == subject).Name;
        var kept = Path.Combine(folder, "boxes", $"{box.Room.Id}.recording");
        while (!stop.IsCancellationRequested)
        {
            if (!File.Exists(kept)) DurableFile.Write(kept, Encoding.UTF8.GetBytes(time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)), DurableFile.OwnerOnly);
            var begun = DateTimeOffset.Parse(await File.ReadAllTextAsync(kept, CancellationToken.None), CultureInfo.InvariantCulture);
            var told = new RecordedLesson(RecordedLesson.IdOf($"{box.Room.Id} {begun:O}"), begun, $"{subject} {MadeUpMedia.Of(subject).Title}", teacher, subject, box.Room.Name);
            var recording = new MadeUpRecording(box, told, lesson, withScreen: true, piecesPerSegment: 1);
            await recording.OpenAsync();
            life.Records(told);
            while (time.GetUtcNow() - begun < s_lesson)
            {
                await recording.StoreAsync(time.GetUtcNow() - begun);
                await Task.Delay(TimeSpan.FromSeconds(MediaLoop.PieceSeconds), time, stop);
            }
            life.Records(null);
            await recording.CloseAsync();
            File.Delete(kept);
        }
    }

    /// <summary>Some alarms somebody has seen to already.</summary>
    private async Task AcknowledgeAsync()
    {
        var marker = Path.Combine(folder, "acknowledged");
        if (File.Exists(marker)) return;
        var open = await api.AllAsync("alarms?state=raised");
        foreach (var alarm in open.Where((_, at) => at % 3 == 1))
            await api.PostAsync($"alarms/{TreeFilling.Text(alarm, "id")}/acknowledge", new { note = "已联系学校，下午到现场处理" });
        await File.WriteAllTextAsync(marker, "", CancellationToken.None);
    }

    /// <summary>Most rooms have a box; one in thirteen waits for its own.</summary>
    private async Task<IReadOnlyList<MadeUpRoom>> EquippedAsync()
    {
        var theirs = _schools.Take(real).Select(school => (school.Name, school.Rooms[0].Name)).ToHashSet();
        return [.. (await Filling().RoomsOfAsync()).Where(room => room.Number % 13 != 11 && !theirs.Contains((room.School, room.Name)))];
    }

    private TreeFilling Filling() => new(api, _schools, DateOnly.FromDateTime(time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).Date));
}
