//! The program as a whole, in a pseudo-terminal: its start beside that of a program that draws once, what playing and
//! pausing cost, and how much memory it takes.

#![allow(missing_docs, clippy::unwrap_used)]

#[cfg(unix)]
fn main() {
    program::main();
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod program {
    use std::fs;
    use std::io::{self, Read, Write};
    use std::path::Path;
    use std::sync::mpsc::{Receiver, channel};
    use std::time::{Duration, Instant};

    use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
    use ratatui::widgets::Paragraph;

    /// What ends a synchronized update, and with it a frame.
    const FRAME: &[u8] = b"\x1b[?2026l";
    /// Set in the process that draws once.
    const ONCE: &str = "RAVINE_BENCH_DRAWS_ONCE";

    struct Running {
        child: Box<dyn Child + Send + Sync>,
        writer: Box<dyn Write + Send>,
        output: Receiver<Vec<u8>>,
        _master: Box<dyn MasterPty + Send>,
    }

    fn start(program: &Path, args: &[&str], env: Option<&str>) -> Running {
        let size = PtySize { rows: 50, cols: 200, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env_remove("NO_COLOR");
        if let Some(name) = env {
            command.env(name, "1");
        }
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if send.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let child = pair.slave.spawn_command(command).unwrap();
        let writer = pair.master.take_writer().unwrap();
        Running { child, writer, output, _master: pair.master }
    }

    fn ravine(args: &[&str]) -> Running {
        start(Path::new(env!("CARGO_BIN_EXE_ravine")), &[&["--theme", "dark"], args].concat(), None)
    }

    impl Running {
        /// Waits for the first whole frame.
        fn first_frame(&self) {
            let mut seen = Vec::new();
            while !seen.windows(FRAME.len()).any(|w| w == FRAME) {
                seen.extend(self.output.recv().unwrap());
            }
        }

        fn file(&self, name: &str) -> String {
            fs::read_to_string(format!("/proc/{}/{name}", self.child.process_id().unwrap())).unwrap()
        }

        /// Seconds of processor time so far.
        fn cpu(&self) -> f64 {
            let stat = self.file("stat");
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
            // Fields 14 and 15 of the line, in ticks of a hundredth of a second.
            (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
        }

        fn status(&self, name: &str) -> f64 {
            let status = self.file("status");
            let line = status.lines().find(|l| l.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        }

        fn bytes(&self) -> usize {
            self.output.try_iter().map(|b| b.len()).sum()
        }

        fn end(mut self) {
            let _ = self.writer.write_all(b"q");
            let _ = self.child.wait();
        }
    }

    fn median(mut values: Vec<f64>) -> f64 {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    }

    pub fn main() {
        if std::env::var_os(ONCE).is_some() {
            draw_once().unwrap();
            return;
        }
        startup();
        playing();
        turning();
        paused();
        memory("default scenario", &[], Duration::from_secs(3), 15.0);
        let eight: Vec<&str> =
            ["adam"; 8].iter().flat_map(|o| ["--optimizer", o]).chain(["--steps", "100000"]).collect();
        memory("8 runs of 100,000 steps", &eight, Duration::from_secs(4), 200.0);
    }

    /// What every ratatui program does.
    fn draw_once() -> io::Result<()> {
        let mut terminal = ratatui::init();
        crossterm::execute!(io::stdout(), crossterm::terminal::BeginSynchronizedUpdate)?;
        terminal.draw(|frame| frame.render_widget(Paragraph::new("hello"), frame.area()))?;
        crossterm::execute!(io::stdout(), crossterm::terminal::EndSynchronizedUpdate)?;
        ratatui::restore();
        Ok(())
    }

    fn startup() {
        let me = std::env::current_exe().unwrap();
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..21 {
            let from = Instant::now();
            let running = ravine(&[]);
            running.first_frame();
            let a = from.elapsed().as_secs_f64();
            running.end();
            let from = Instant::now();
            let running = start(&me, &[], Some(ONCE));
            running.first_frame();
            let b = from.elapsed().as_secs_f64();
            running.end();
            ours.push(a * 1e3);
            theirs.push(b * 1e3);
            ratios.push(a / b);
        }
        println!(
            "{:44} {:7.2} ms  yardstick {:7.2} ms  ratio {:5.2}  (at most 2)",
            "start to first frame",
            median(ours),
            median(theirs),
            median(ratios)
        );
    }

    /// At 64 times the usual speed every frame shows another step.
    fn playing() {
        let mut running = ravine(&["--steps", "100000"]);
        running.first_frame();
        running.writer.write_all(b">>>>>>").unwrap();
        std::thread::sleep(Duration::from_secs(1));
        running.bytes();
        let (cpu, from) = (running.cpu(), Instant::now());
        std::thread::sleep(Duration::from_secs(4));
        let seconds = from.elapsed().as_secs_f64();
        let share = (running.cpu() - cpu) / seconds * 100.0;
        let bytes = running.bytes() as f64 / seconds / 60.0;
        println!(
            "{:44} {share:7.2} % of a core  (at most 3), about {bytes:.0} bytes a frame",
            "playing at 60 frames a second"
        );
        running.end();
    }

    /// The bowl turns by itself while the runs go on: every frame is a new picture.
    fn turning() {
        let mut running = ravine(&["--screen", "bowl", "--steps", "100000"]);
        running.first_frame();
        running.writer.write_all(b"S").unwrap();
        std::thread::sleep(Duration::from_secs(1));
        running.bytes();
        let (cpu, from) = (running.cpu(), Instant::now());
        std::thread::sleep(Duration::from_secs(4));
        let seconds = from.elapsed().as_secs_f64();
        let share = (running.cpu() - cpu) / seconds * 100.0;
        let seen: Vec<u8> = running.output.try_iter().flatten().collect();
        let frames = seen.windows(FRAME.len()).filter(|w| *w == FRAME).count();
        println!(
            "{:44} {share:7.2} % of a core  (at most 15) at {:.0} frames a second, about {} bytes a frame",
            "the bowl turning",
            frames as f64 / seconds,
            seen.len() / frames.max(1)
        );
        running.end();
    }

    fn paused() {
        let mut running = ravine(&[]);
        running.first_frame();
        running.writer.write_all(b" ").unwrap();
        std::thread::sleep(Duration::from_millis(500));
        let (cpu, wakes) = (running.cpu(), running.status("voluntary_ctxt_switches"));
        std::thread::sleep(Duration::from_secs(3));
        let (cpu, wakes) = (running.cpu() - cpu, running.status("voluntary_ctxt_switches") - wakes);
        println!("{:44} {wakes} wake-ups and {cpu} s of processor in 3 s  (at most 0)", "paused");
        running.end();
    }

    fn memory(name: &str, args: &[&str], wait: Duration, bound: f64) {
        let running = ravine(args);
        running.first_frame();
        std::thread::sleep(wait);
        println!(
            "{:44} {:7.1} MB  (at most {bound})",
            format!("peak memory, {name}"),
            running.status("VmHWM") / 1024.0
        );
        running.end();
    }
}
