using Microsoft.Data.Sqlite;
using Tongtang.HubServer.Recordings;

namespace Tongtang.Benchmarks.Lists;

/// <summary>How much a made-up city has.</summary>
internal sealed record CitySize(int Rooms, int Recordings, int Alarms, int ReadingHours)
{
    public int Schools => Rooms / 10;

    public int Regions => Math.Max(1, Schools / 20);
}

/// <summary>
/// Writes a city into the databases of a hub that rests: in bulk, past the hub, in the order of each table's key. What was
/// made is the same in every run.
/// </summary>
internal sealed class CityFill(string folder, CitySize size)
{
    private const long Now = 1_790_000_000_000;
    private const long Year = 365L * 24 * 3600 * 1000;

    private static readonly string[] s_subjects = ["语文", "数学", "英语", "科学", "音乐", "美术", "体育", "道德与法治"];

    private static readonly string[] s_topics = ["背影", "两位数乘法", "我的朋友", "水的变化", "茉莉花", "家乡的桥", "接力跑", "诚实守信", "秋天的雨", "分数的意义", "圆的面积", "春晓"];

    private static readonly string[] s_surnames = ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周"];

    private static readonly string[] s_given = ["芳", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军", "建国", "志明", "雪梅", "海燕"];

    public void Run()
    {
        using (var hub = Open("hub.db"))
        {
            Tree(hub);
            Alarms(hub);
            Recordings(hub);
        }
        using var readings = Open("readings.db");
        Readings(readings);
    }

    /// <summary>Without the waits for the disk that only somebody's data are worth.</summary>
    private SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, file)};Foreign Keys=False;Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA synchronous = OFF");
        Execute(connection, "PRAGMA cache_size = -200000");
        return connection;
    }

    private void Tree(SqliteConnection hub)
    {
        Execute(hub, $"{Numbers(size.Regions)} INSERT INTO region (id, name, name_key, created_at_ms) SELECT printf('g%05d', n), printf('片区%05d', n), printf('g%05d', n), {Now} FROM numbers");
        Execute(hub, $"{Numbers(size.Schools)} INSERT INTO school (id, region_id, name, name_key, kind, tier, live_chat, created_at_ms) SELECT printf('s%05d', n), printf('g%05d', n % {size.Regions}), printf('第%05d小学', n), printf('s%05d', n), 'primary', 'pilot', 0, {Now} FROM numbers");
        Execute(hub, $"{Numbers(size.Rooms)} INSERT INTO room (id, school_id, name, name_key, presence, recorder, since_ms, created_at_ms) SELECT printf('r%06d', n), printf('s%05d', n / 10), printf('%d年级（%d）班', n % 10 / 2 + 1, n % 2 + 1), printf('r%06d', n), CASE WHEN n % 20 = 3 THEN 'offline' ELSE 'online' END, CASE WHEN n % 50 = 7 THEN 'recording' ELSE 'idle' END, {Now} - n, {Now} FROM numbers");
        Execute(hub, $"{Numbers(size.Rooms)} INSERT INTO agent (id, room_id, host_name, agent_version, enrolled_at_ms) SELECT printf('a%06d', n), printf('r%06d', n), printf('box-%d', n), '0.1.0', {Now} FROM numbers");
        Execute(hub, $"{Numbers(size.Rooms)} INSERT INTO room_search_name (room_id, room_name, school_name) SELECT printf('r%06d', n), printf('%d年级（%d）班', n % 10 / 2 + 1, n % 2 + 1), printf('第%05d小学', n / 10) FROM numbers");
        Execute(hub, $"{Numbers(size.Rooms * 6)} INSERT INTO device (room_id, id, position, name, name_key, driver, health, since_ms, problem_code, problem, manufacturer, model, firmware, hours, properties, readings, identity, description_hash) SELECT printf('r%06d', n / 6), printf('d%d', n % 6), n % 6, printf('设备%d', n % 6), printf('d%d', n % 6), CASE n % 6 WHEN 0 THEN 'pjlink' WHEN 1 THEN 'visca' ELSE 'modbus-map' END, CASE WHEN n % 40 = 1 THEN 'offline' ELSE 'online' END, {Now}, '', '', 'Epson', printf('EB-%d', n % 7), '1.0', n % 9000, '{{}}', '{{}}', '{{}}', '' FROM numbers");
    }

    /// <summary>One in fifty still holds.</summary>
    private void Alarms(SqliteConnection hub) => Execute(hub, $$"""
        {{Numbers(size.Alarms)}} INSERT INTO alarm (id, room_id, agent_id, origin, alarm_key, kind, subject, severity, recording_id, details, occurrences, raised_at_ms, raised_received_at_ms, changed_at_ms, changed_received_at_ms, cleared_at_ms, cleared_received_at_ms)
        SELECT printf('l%08d', n), printf('r%06d', n * 37 % {{size.Rooms}}), printf('a%06d', n * 37 % {{size.Rooms}}), 'box', printf('no_sound/%d', n), CASE n % 4 WHEN 0 THEN 'no_sound' WHEN 1 THEN 'device_down' WHEN 2 THEN 'disk_low' ELSE 'source_down' END, 'mic', n % 3 + 1, '', '{}', 1,
            {{Now}} - n * 300000, {{Now}} - n * 300000, {{Now}} - n * 300000, {{Now}} - n * 300000,
            CASE WHEN n % 50 = 0 THEN NULL ELSE {{Now}} - n * 300000 + 60000 END, CASE WHEN n % 50 = 0 THEN NULL ELSE {{Now}} - n * 300000 + 60000 END FROM numbers
        """);

    private void Recordings(SqliteConnection hub)
    {
        var grams = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        using (var transaction = hub.BeginTransaction())
        {
            using var recording = Prepare(hub, transaction, "INSERT INTO recording (id, room_id, agent_id, title, teacher, revision, started_at_ms, clock_offset_ms, ended_at_ms, closed, state, bytes, stored_segments, expected_segments, duration_ms, last_segment_at_ms, description, created_at_ms, subject, class_name, teacher_key) VALUES ($id, $room, 'a', $title, $teacher, 1, $at, 0, $at + 2400000, 1, 'complete', 900000000, 2400, 2400, 2400000, $at, x'', $at, $subject, $class, $key)", "$id", "$room", "$title", "$teacher", "$at", "$subject", "$class", "$key");
            using var text = Prepare(hub, transaction, "INSERT INTO recording_text (recording_id, started_at_ms, teacher_key, subject_key, text) VALUES ($id, $at, $key, $subject, $text)", "$id", "$at", "$key", "$subject", "$text");
            for (var n = 0; n < size.Recordings; n++)
            {
                var (room, subject) = ((int)(n * 7919L % size.Rooms), s_subjects[n % s_subjects.Length]);
                var teacher = s_surnames[n / 7 % s_surnames.Length] + s_given[n / 3 % s_given.Length];
                var (title, className) = ($"{subject} {s_topics[n % s_topics.Length]}", $"{(room % 10 / 2) + 1}年级（{(room % 2) + 1}）班");
                var (key, words) = (SearchText.KeyOfTeacher(teacher), SearchText.Of(title, teacher, subject, className, className, $"第{room / 10:00000}小学"));
                Set(recording, Id(n), $"r{room:000000}", title, teacher, At(n), subject, className, key);
                Set(text, Id(n), At(n), key, SearchText.SubjectKey(subject), words);
                foreach (var gram in SearchText.AllGrams(words, key, SearchText.SubjectKey(subject)))
                {
                    if (!grams.TryGetValue(gram, out var list)) grams[gram] = list = [];
                    list.Add(n);
                }
            }
            transaction.Commit();
        }
        using var last = hub.BeginTransaction();
        using var row = Prepare(hub, last, "INSERT INTO recording_gram (gram, started_at_ms, recording_id) VALUES ($gram, $at, $id)", "$gram", "$at", "$id");
        foreach (var (gram, list) in grams)
        {
            foreach (var n in list) Set(row, gram, At(n), Id(n));
        }
        last.Commit();
    }

    /// <summary>Each hour's row stands for sixty readings.</summary>
    private void Readings(SqliteConnection readings)
    {
        var perRoom = Math.Max(1, size.ReadingHours / size.Rooms);
        Execute(readings, $"{Numbers(size.Rooms)} INSERT INTO reading_room (number, room_id) SELECT n + 1, printf('r%06d', n) FROM numbers");
        Execute(readings, $"{Numbers(size.Rooms)} INSERT INTO series (number, room, device, name) SELECT n + 1, n + 1, 'air', 'temperature_celsius' FROM numbers");
        Execute(readings, $"{Numbers(size.Rooms * perRoom)} INSERT INTO reading_hour (room, time_ms, series, count, sum, min, max, last, last_at_ms) SELECT n / {perRoom} + 1, {Now / 3_600_000 * 3_600_000} - ({perRoom} - n % {perRoom}) * 3600000, n / {perRoom} + 1, 60, 1260, 19, 23, 21, {Now} FROM numbers");
    }

    private static string Id(int n) => $"{n:x32}";

    /// <summary>Spread over the last year; higher numbers are newer.</summary>
    private long At(int n) => Now - Year + (long)(n / (double)size.Recordings * Year);

    private static string Numbers(int count) => $"WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {count})";

    private static SqliteCommand Prepare(SqliteConnection connection, SqliteTransaction transaction, string sql, params IReadOnlyList<string> names)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach (var name in names) command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        command.ExecuteNonQuery();
    }
}
