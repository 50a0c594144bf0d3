// Yarn runs this instead of itself: .yarnrc.yml says so. It cannot read this repository's lock file.
console.error('This repository does not work with yarn. Use npm instead, for example: npm start');
process.exit(1);
